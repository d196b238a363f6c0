import { Button, Group, Menu, Modal, Text, TextInput } from "@mantine/core";
import { IconCalendarTime, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatFull } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { snoozeTimes, toLocalInput } from "@/lib/snooze-times";
import { useNow } from "@/lib/use-now";

/** The times a conversation may come back at, as items of a menu. */
export function SnoozeItems({
  onChoose,
  onOther,
}: {
  onChoose: (until: string) => void;
  onOther: () => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow(60_000);
  return (
    <>
      <Menu.Label>{t("snooze.until")}</Menu.Label>
      {snoozeTimes(new Date(now), locale).map(({ name, at }) => (
        <Menu.Item
          key={name}
          leftSection={<IconClock size={15} />}
          onClick={() => onChoose(at.toISOString())}
        >
          {t(`snooze.${name}`)}
          <Text fz="xs" c="dimmed">
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
  onClose: () => void;
  onChoose: (until: string) => void;
}

/** Any other time. */
export function SnoozeModal({ opened, onClose, onChoose }: ModalProps) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const [value, setValue] = useState("");
  const at = value ? new Date(value) : null;
  const past = at !== null && at.getTime() <= now;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("snooze.other")}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <TextInput
        type="datetime-local"
        label={t("snooze.until")}
        value={value}
        min={toLocalInput(new Date(now))}
        onChange={(event) => setValue(event.currentTarget.value)}
        error={past ? t("errors.snooze_time") : undefined}
        data-autofocus
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        <Button
          disabled={at === null || past}
          onClick={() => {
            if (at) onChoose(at.toISOString());
            onClose();
          }}
        >
          {t("snooze.do")}
        </Button>
      </Group>
    </Modal>
  );
}
