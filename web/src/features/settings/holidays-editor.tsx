import { ActionIcon, Button, Checkbox, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Holiday } from "@/api/types";
import classes from "./hours.module.css";

interface Props {
  holidays: Holiday[];
  onChange: (holidays: Holiday[]) => void;
}

/** The days on which nobody works. */
export function HolidaysEditor({ holidays, onChange }: Props) {
  const { t } = useTranslation();
  const change = (at: number, changed: Partial<Holiday>) =>
    onChange(holidays.map((one, place) => (place === at ? { ...one, ...changed } : one)));
  return (
    <Stack gap="xs" role="group" aria-label={t("hours.holidays")}>
      <Text fz="sm" fw={600}>
        {t("hours.holidays")}
      </Text>
      {holidays.map((one, at) => (
        <div key={at} className={classes.holiday}>
          <TextInput
            type="date"
            size="xs"
            aria-label={t("hours.holidayDay", { number: at + 1 })}
            value={one.day}
            onChange={(event) => change(at, { day: event.currentTarget.value })}
            required
          />
          <TextInput
            size="xs"
            flex="1 1 120px"
            aria-label={t("hours.holidayName", { number: at + 1 })}
            placeholder={t("hours.name")}
            value={one.name}
            maxLength={100}
            onChange={(event) => change(at, { name: event.currentTarget.value })}
          />
          <Checkbox
            size="xs"
            label={t("hours.yearly")}
            checked={one.yearly}
            onChange={(event) => change(at, { yearly: event.currentTarget.checked })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("hours.removeHoliday", { number: at + 1 })}
            onClick={() => onChange(holidays.toSpliced(at, 1))}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...holidays, { day: "", yearly: false, name: "" }])}
      >
        {t("hours.addHoliday")}
      </Button>
    </Stack>
  );
}
