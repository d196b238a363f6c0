import { Checkbox, NativeSelect, NumberInput, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PRIORITIES } from "@/api/choices";
import type { Priority, Targets } from "@/api/types";
import classes from "./hours.module.css";

const KINDS = ["first_minutes", "next_minutes"] as const;
const UNITS = { minutes: 1, hours: 60, days: 24 * 60 } as const;
type Unit = keyof typeof UNITS | "sameDay";
export type Both = Record<(typeof KINDS)[number], Targets>;

const allAlike = (targets: Targets) => new Set(PRIORITIES.map((each) => targets[each])).size === 1;
const alike = (minutes: number): Targets => ({
  urgent: minutes,
  high: minutes,
  normal: minutes,
  low: minutes,
});

interface Props {
  targets: Both;
  onChange: (targets: Both) => void;
}

/** How long an answer may take: one time for all, or one for each priority. */
export function TargetsEditor({ targets, onChange }: Props) {
  const { t } = useTranslation();
  const [same, setSame] = useState(KINDS.every((kind) => allAlike(targets[kind])));
  const rows: (Priority | "all")[] = same ? ["all"] : [...PRIORITIES];
  const set = (kind: keyof Both, row: Priority | "all", minutes: number) =>
    onChange({
      ...targets,
      [kind]: row === "all" ? alike(minutes) : { ...targets[kind], [row]: minutes },
    });
  const choose = (on: boolean) => {
    setSame(on);
    if (on)
      onChange({
        first_minutes: alike(targets.first_minutes.normal),
        next_minutes: alike(targets.next_minutes.normal),
      });
  };
  return (
    <Stack gap="xs">
      <Checkbox
        label={t("policies.same")}
        checked={same}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      <table className={classes.targets}>
        <thead>
          <tr>
            <td />
            {KINDS.map((kind) => (
              <th key={kind} scope="col">
                {t(`policies.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const name = row === "all" ? t("policies.all") : t(`priority.${row}`);
            return (
              <tr key={row}>
                <th scope="row">{name}</th>
                {KINDS.map((kind) => (
                  <td key={kind}>
                    <span className={classes.kind} aria-hidden>
                      {t(`policies.${kind}`)}
                    </span>
                    <Target
                      label={`${t(`policies.${kind}`)}: ${name}`}
                      minutes={targets[kind][row === "all" ? "normal" : row]}
                      onChange={(minutes) => set(kind, row, minutes)}
                    />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Stack>
  );
}

/** The largest unit in which a time is a whole number. */
function unitOf(minutes: number): Unit {
  if (minutes === 0) return "sameDay";
  // A day is said in hours: of business hours it is three days.
  if (minutes > UNITS.days && minutes % UNITS.days === 0) return "days";
  return minutes % UNITS.hours === 0 ? "hours" : "minutes";
}

interface TargetProps {
  label: string;
  minutes: number;
  onChange: (minutes: number) => void;
}

function Target({ label, minutes, onChange }: TargetProps) {
  const { t } = useTranslation();
  // The unit stays as it was chosen: 60 minutes are not turned into an hour under somebody's hands.
  const [unit, setUnit] = useState(unitOf(minutes));
  const known = unit === "sameDay" ? 1 : UNITS[unit];
  const shown =
    unit !== "sameDay" && (minutes === 0 || minutes % known !== 0) ? unitOf(minutes) : unit;
  const choose = (next: Unit) => {
    setUnit(next);
    const amount = shown === "sameDay" ? 1 : minutes / UNITS[shown];
    onChange(next === "sameDay" ? 0 : Math.min(amount * UNITS[next], 90 * UNITS.days));
  };
  return (
    <div className={classes.target}>
      {shown !== "sameDay" && (
        <NumberInput
          size="xs"
          w={76}
          aria-label={label}
          value={minutes / UNITS[shown]}
          min={1}
          max={(90 * UNITS.days) / UNITS[shown]}
          allowDecimal={false}
          clampBehavior="strict"
          onChange={(value) =>
            typeof value === "number" && value > 0 && onChange(value * UNITS[shown])
          }
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t("policies.unitOf", { label })}
        value={shown}
        data={(["minutes", "hours", "days", "sameDay"] as const).map((value) => ({
          value,
          label: t(`policies.unit.${value}`),
        }))}
        onChange={(event) => choose(event.currentTarget.value as Unit)}
      />
    </div>
  );
}
