import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconAlarm, IconAlarmOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSnooze, useWake } from "@/api/conversation";
import type { Conversation } from "@/api/types";
import { SnoozeItems, SnoozeModal } from "@/components/snooze-items";
import { formatFull } from "@/lib/dates";
import { notifyError } from "@/lib/errors";
import { lazily } from "@/lib/lazily";
import { useLocale } from "@/lib/i18n";

const Confirm = lazily(() => import("@/components/confirm").then((module) => module.Confirm));

interface Props {
  conversation: Conversation;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** Puts the conversation away until a time, or takes it back. */
export function SnoozeMenu({ conversation, opened, onChange }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [other, otherTime] = useDisclosure();
  const snooze = useSnooze(conversation.id);
  const wake = useWake(conversation.id);
  const onError = (error: unknown) => notifyError(error, t);
  const until = conversation.snoozed_until;
  const [late, setLate] = useState<string | null>(null);
  const closes = conversation.window_closes_at;
  const put = (time: string) =>
    snooze.mutate(time, {
      onSuccess: () =>
        notifications.show({
          message: t("snooze.done", { time: formatFull(time, locale) }),
          autoClose: 4_000,
        }),
      onError,
    });
  /** Whoever puts it away beyond the end of its window cannot answer in private when it is back. */
  const choose = (time: string) => {
    const end = closes ? Date.parse(closes) : 0;
    if (end > Date.now() && Date.parse(time) >= end) setLate(time);
    else put(time);
  };
  return (
    <>
      <Menu opened={opened} onChange={onChange} shadow="md" position="bottom-start" width={230}>
        <Menu.Target>
          <Button
            variant={until ? "light" : "default"}
            size="compact-xs"
            leftSection={<IconAlarm size={14} />}
            loading={snooze.isPending || wake.isPending}
          >
            {until ? t("snooze.done", { time: formatFull(until, locale) }) : t("snooze.do")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {until && (
            <Menu.Item
              leftSection={<IconAlarmOff size={15} />}
              onClick={() => wake.mutate(undefined, { onError })}
            >
              {t("snooze.wake")}
            </Menu.Item>
          )}
          <SnoozeItems onChoose={choose} onOther={otherTime.open} />
        </Menu.Dropdown>
      </Menu>
      <SnoozeModal opened={other} onClose={otherTime.close} onChoose={choose} />
      {late && closes && (
        <Confirm
          opened
          title={t("snooze.lateTitle")}
          action={t("snooze.anyway")}
          color="coral"
          onClose={() => setLate(null)}
          onConfirm={() => {
            put(late);
            setLate(null);
          }}
        >
          {t("snooze.late", {
            time: formatFull(closes, locale),
            until: formatFull(late, locale),
          })}
        </Confirm>
      )}
    </>
  );
}
