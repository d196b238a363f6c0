import { Button, Group, Menu, Modal, Text, TextInput } from "@mantine/core";
import { IconCalendarTime, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatFull } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { snoozeTimes, toLocalInput } from "@/lib/snooze-times";
import { useNow } from "@/lib/use-now";

interface ItemsProps {
  label: string;
  onChoose: (time: string) => void;
  onOther: () => void;
}

/** Times ahead, as items of a menu. */
export function TimeItems({ label, onChoose, onOther }: ItemsProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow(60_000);
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      {snoozeTimes(new Date(now), locale).map(({ name, at }) => (
        <Menu.Item
          key={name}
          leftSection={<IconClock size={15} />}
          onClick={() => onChoose(at.toISOString())}
        >
          {t(`snooze.${name}`)}
          {/* Dimmed it could not be read on a marked item in the dark. */}
          <Text fz="xs" opacity={0.85}>
            {formatFull(at.toISOString(), locale)}
          </Text>
        </Menu.Item>
      ))}
      <Menu.Item leftSection={<IconCalendarTime size={15} />} onClick={onOther}>
        {t("snooze.other")}
      </Menu.Item>
    </>
  );
}

interface ModalProps {
  opened: boolean;
  title: string;
  label: string;
  action: string;
  /** What is wrong with a time, if something is. */
  check: (at: number, now: number) => string | undefined;
  onClose: () => void;
  onChoose: (time: string) => void;
}

/** Any other time. */
export function TimeModal(props: ModalProps) {
  const { opened, title, label, action, check, onClose, onChoose } = props;
  const { t } = useTranslation();
  const now = useNow(60_000);
  const [value, setValue] = useState("");
  const at = value ? new Date(value) : null;
  const wrong = at === null ? undefined : check(at.getTime(), now);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <TextInput
        type="datetime-local"
        label={label}
        value={value}
        min={toLocalInput(new Date(now))}
        onChange={(event) => setValue(event.currentTarget.value)}
        error={wrong}
        data-autofocus
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        <Button
          disabled={at === null || wrong !== undefined}
          onClick={() => {
            if (at) onChoose(at.toISOString());
            onClose();
          }}
        >
          {action}
        </Button>
      </Group>
    </Modal>
  );
}

/** The times a conversation may come back at. */
export function SnoozeItems(props: Omit<ItemsProps, "label">) {
  const { t } = useTranslation();
  return <TimeItems label={t("snooze.until")} {...props} />;
}

export function SnoozeModal(props: Pick<ModalProps, "opened" | "onClose" | "onChoose">) {
  const { t } = useTranslation();
  return (
    <TimeModal
      title={t("snooze.other")}
      label={t("snooze.until")}
      action={t("snooze.do")}
      check={(at, now) => (at <= now ? t("errors.snooze_time") : undefined)}
      {...props}
    />
  );
}
