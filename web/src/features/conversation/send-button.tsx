import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import classes from "./composer.module.css";
import type { Composer } from "./use-composer";
import { useNeed } from "./use-need";
import type { SendWay } from "./use-send";

const LABEL = {
  send: "composer.send",
  resolve: "composer.sendAndResolve",
  next: "composer.sendAndNext",
} as const;
/** The same for what will wait for another person's yes. */
const SUBMIT = {
  send: "approvals.submit",
  resolve: "approvals.submitAndResolve",
  next: "approvals.submitAndNext",
} as const;

interface Props {
  conversation: Conversation;
  composer: Composer;
  onSend: (way: SendWay) => void;
}

/** Sends in the way that was chosen last; the others are in its menu. */
export function SendButton({ conversation, composer, onSend }: Props) {
  const { t } = useTranslation();
  const [kept, keep] = useLocalStorage<SendWay>({ key: "heard.send-way", defaultValue: "send" });
  const { mode, ready } = composer;
  const labels = useNeed(conversation, composer) ? SUBMIT : LABEL;
  if (mode === "note") {
    return (
      <Button size="xs" disabled={!ready} onClick={() => onSend("send")} className={classes.send}>
        {t("composer.addNote")}
      </Button>
    );
  }
  const ways = (["send", "resolve", "next"] as const).filter(
    (way) => way !== "resolve" || conversation.permitted.includes("resolve"),
  );
  const way = ways.find((each) => each === kept) ?? "send";
  return (
    <Group gap={1} wrap="nowrap" className={classes.split}>
      <Button size="xs" disabled={!ready} onClick={() => onSend(way)} className={classes.send}>
        {t(labels[way])}
      </Button>
      <Menu position="top-end">
        <Menu.Target>
          <ActionIcon
            size={30}
            className={classes.send}
            disabled={!composer.writable}
            aria-label={t("composer.sendWays")}
          >
            <IconChevronDown size={15} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {ways.map((each) => (
            <Menu.Item
              key={each}
              leftSection={<IconCheck size={14} opacity={each === way ? 1 : 0} aria-hidden />}
              onClick={() => {
                keep(each);
                onSend(each);
              }}
            >
              {t(labels[each])}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
