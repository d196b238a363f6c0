import { Button, Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PRIORITIES } from "@/api/choices";
import { useSetPriority } from "@/api/conversation";
import type { Conversation } from "@/api/types";
import { PriorityMark } from "@/components/priority-mark";
import { notifyError } from "@/lib/errors";

export function PriorityMenu({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const setPriority = useSetPriority(conversation.id);
  const { priority, permitted } = conversation;
  return (
    <Menu shadow="md" position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          size="compact-xs"
          disabled={!permitted.includes("tag")}
          leftSection={<PriorityMark priority={priority} size={14} />}
        >
          {t(`priority.${priority}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PRIORITIES.map((name) => (
          <Menu.Item
            key={name}
            leftSection={<PriorityMark priority={name} />}
            rightSection={name === priority && <IconCheck size={14} />}
            onClick={() => setPriority.mutate(name, { onError: (error) => notifyError(error, t) })}
          >
            {t(`priority.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
