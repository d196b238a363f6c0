import { Button, Menu, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { RESOLVE_REASONS } from "@/api/choices";
import { useResolve } from "@/api/conversation";
import type { ResolveReason } from "@/api/types";
import { notifyError } from "@/lib/errors";

interface Props {
  conversationId: number;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

export function ResolveMenu({ conversationId, opened, onChange }: Props) {
  const { t } = useTranslation();
  const resolve = useResolve(conversationId);
  const choose = (reason: ResolveReason) =>
    resolve.mutate(
      { reason },
      {
        onSuccess: () =>
          notifications.show({
            color: "pine",
            message: t("conversation.resolved"),
            autoClose: 3_000,
          }),
        onError: (error) => notifyError(error, t),
      },
    );
  return (
    <Menu opened={opened} onChange={onChange} shadow="md" position="bottom-end" width={230}>
      <Menu.Target>
        <Button size="xs" leftSection={<IconCircleCheck size={16} />} loading={resolve.isPending}>
          {t("conversation.resolve")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("conversation.resolveWhy")}</Menu.Label>
        {RESOLVE_REASONS.map((reason) => (
          <Menu.Item key={reason} onClick={() => choose(reason)}>
            {t(`resolve.${reason}`)}
            {reason === "no_reply_needed" && (
              <Text fz="xs" c="dimmed">
                {t("conversation.noReplyHelp")}
              </Text>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
