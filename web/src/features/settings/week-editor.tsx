import { ActionIcon, Button, Text, TextInput } from "@mantine/core";
import { IconCopy, IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { dayName, fromTime, toTime, type Span } from "@/lib/week";
import classes from "./hours.module.css";

interface Props {
  week: Span[][];
  wrong: number;
  onChange: (week: Span[][]) => void;
}

/** The hours of each day, as many as there are. */
export function WeekEditor({ week, wrong, onChange }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const set = (at: number, day: Span[]) =>
    onChange(week.map((known, place) => (place === at ? day : known)));
  return (
    <div className={classes.week}>
      {week.map((spans, at) => {
        const day = dayName(at, locale, "long");
        return (
          <fieldset key={day} className={classes.day}>
            <legend className={classes.name}>{day}</legend>
            <div className={classes.spans}>
              {spans.length === 0 && (
                <Text fz="sm" c="dimmed">
                  {t("hours.closed")}
                </Text>
              )}
              {spans.map((span, place) => (
                <SpanInputs
                  key={place}
                  day={day}
                  number={place + 1}
                  span={span}
                  onChange={(changed) =>
                    set(at, changed ? spans.with(place, changed) : spans.toSpliced(place, 1))
                  }
                />
              ))}
              {wrong === at && (
                <Text fz="xs" c="red" role="alert">
                  {t("hours.wrong")}
                </Text>
              )}
            </div>
            <div className={classes.acts}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("hours.addSpan", { day })}
                title={t("hours.addSpan", { day })}
                disabled={spans.length >= 12 || spans.at(-1)?.[1] === 24 * 60}
                onClick={() => set(at, [...spans, nextSpan(spans)])}
              >
                <IconPlus size={16} />
              </ActionIcon>
              {at === 0 && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  leftSection={<IconCopy size={14} />}
                  onClick={() => onChange(week.map((known, place) => (place < 5 ? spans : known)))}
                >
                  {t("hours.toWorkdays")}
                </Button>
              )}
            </div>
          </fieldset>
        );
      })}
    </div>
  );
}

/** After the last hours of a day, or what is usual. */
function nextSpan(spans: Span[]): Span {
  const last = spans.at(-1);
  if (!last) return [9 * 60, 17 * 60];
  const from = Math.min(last[1] + 60, 23 * 60);
  return [Math.max(from, last[1]), Math.min(from + 4 * 60, 24 * 60)];
}

interface SpanProps {
  day: string;
  number: number;
  span: Span;
  onChange: (span: Span | null) => void;
}

function SpanInputs({ day, number, span: [from, to], onChange }: SpanProps) {
  const { t } = useTranslation();
  const edge = (value: number | null, name: "from" | "to") =>
    value !== null && onChange(name === "from" ? [value, to] : [from, value]);
  return (
    <div className={classes.span}>
      <TextInput
        type="time"
        size="xs"
        aria-label={t("hours.from", { day, number })}
        defaultValue={toTime(from)}
        onChange={(event) => edge(fromTime(event.currentTarget.value), "from")}
        required
      />
      <span aria-hidden>–</span>
      <TextInput
        type="time"
        size="xs"
        aria-label={t("hours.to", { day, number })}
        defaultValue={toTime(to)}
        onChange={(event) => edge(fromTime(event.currentTarget.value, true), "to")}
        required
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("hours.removeSpan", { day, number })}
        onClick={() => onChange(null)}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
