import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { daysOf, type Period, periodOf } from "@/lib/period";

interface Props {
  title: string;
  period: Period;
  onClose: () => void;
  onChoose: (period: Period) => void;
}

/** Asks for days, from the first to the last; either may be left open. */
export function PeriodModal({ title, period, onClose, onChoose }: Props) {
  const { t } = useTranslation();
  const [{ from, to }, setDays] = useState(() => daysOf(period));
  const backwards = from !== "" && to !== "" && to < from;
  const days = [
    ["from", t("filter.firstDay")],
    ["to", t("filter.lastDay")],
  ] as const;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (backwards) return;
          onChoose(periodOf(from, to));
          onClose();
        }}
      >
        <Group grow align="start">
          {days.map(([name, label]) => (
            <TextInput
              key={name}
              type="date"
              label={label}
              max="9999-12-31"
              value={name === "from" ? from : to}
              onChange={(event) => setDays({ from, to, [name]: event.currentTarget.value })}
              error={name === "to" && backwards ? t("filter.backwards") : undefined}
              data-autofocus={name === "from" || undefined}
            />
          ))}
        </Group>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button type="submit" disabled={(!from && !to) || backwards}>
            {t("filter.apply")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
