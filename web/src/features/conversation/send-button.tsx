import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconCalendarClock, IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { TimeItems, TimeModal } from "@/components/snooze-items";
import classes from "./composer.module.css";
import type { Composer } from "./use-composer";
import { useLaterTimes } from "./use-later-times";
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

/** What is open beside the button: the ways to send, or the times. */
export type SendMenu = "ways" | "later";

interface Props {
  conversation: Conversation;
  composer: Composer;
  menu: SendMenu | null;
  onMenu: (menu: SendMenu | null) => void;
  onSend: (way: SendWay, sendAt?: string) => void;
}

/** Sends in the way that was chosen last; the others, and sending later, are in its menu. */
export function SendButton({ conversation, composer, menu, onMenu, onSend }: Props) {
  const { t } = useTranslation();
  const [kept, keep] = useLocalStorage<SendWay>({ key: "heard.send-way", defaultValue: "send" });
  const [other, otherTime] = useDisclosure();
  const times = useLaterTimes();
  const { mode, ready } = composer;
  const needsYes = useNeed(conversation, composer) !== undefined;
  const labels = needsYes ? SUBMIT : LABEL;
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
  // Whoever has not chosen sends as is usual where the customer has written.
  const usual = kept === "send" && conversation.reply_resolves ? "resolve" : kept;
  const way = ways.find((each) => each === usual) ?? "send";
  const later = (time: string) => onSend("send", time);
  return (
    <Group gap={1} wrap="nowrap" className={classes.split}>
      <Button size="xs" disabled={!ready} onClick={() => onSend(way)} className={classes.send}>
        {t(labels[way])}
      </Button>
      <Menu
        // One menu in the place of the other: the keyboard begins at its top.
        key={menu === "later" ? "later" : "ways"}
        position="top-end"
        opened={menu !== null}
        // Its button has just been put there anew: it would be taken for hidden, and the menu with it.
        hideDetached={false}
        onChange={(opened) => onMenu(opened ? "ways" : null)}
      >
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
          {menu === "later" ? (
            needsYes ? (
              <Menu.Label maw={230}>{t("errors.needs_approval")}</Menu.Label>
            ) : (
              <TimeItems {...times} onChoose={later} onOther={otherTime.open} />
            )
          ) : (
            <>
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
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconCalendarClock size={14} aria-hidden />}
                disabled={!ready || needsYes}
                closeMenuOnClick={false}
                onClick={() => onMenu("later")}
              >
                {t("composer.sendLater")}
                {needsYes && (
                  <Text fz="xs" c="dimmed" maw={230}>
                    {t("errors.needs_approval")}
                  </Text>
                )}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <TimeModal {...times} opened={other} onClose={otherTime.close} onChoose={later} />
    </Group>
  );
}
