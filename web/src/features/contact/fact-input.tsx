import { NativeSelect, TextInput } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useChangePerson, type FactChange } from "@/api/contacts";
import { ApiError } from "@/api/client";
import { errorMessage } from "@/lib/errors";

interface Props {
  personId: number;
  label: string;
  value: string;
  type?: "text" | "email" | "tel" | "number" | "date";
  help?: string;
  readOnly: boolean;
  toChange: (text: string) => FactChange;
}

/** Written in place: kept on Enter or on leaving, left as it was on Escape. What the server refuses stays to be mended. */
export function FactInput({ personId, label, value, type, help, readOnly, toChange }: Props) {
  const { t } = useTranslation();
  const change = useChangePerson(personId);
  const [draft, setDraft] = useState<string | null>(null);
  const save = () => {
    if (draft === null) return;
    if (draft.trim() === value) setDraft(null);
    else change.mutate(toChange(draft.trim()), { onSuccess: () => setDraft(null) });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") event.currentTarget.blur();
    if (event.key === "Escape") {
      event.stopPropagation();
      change.reset();
      setDraft(null);
    }
  };
  return (
    <TextInput
      size="xs"
      label={label}
      type={type === "number" ? "text" : type}
      inputMode={type === "number" ? "decimal" : undefined}
      maxLength={500}
      readOnly={readOnly}
      placeholder={readOnly ? "–" : t("contact.add")}
      description={help}
      value={draft ?? value}
      error={change.error && message(change.error, t)}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={onKeyDown}
    />
  );
}

function message(error: unknown, t: ReturnType<typeof useTranslation>["t"]) {
  const form = error instanceof ApiError && error.status === 400;
  return form ? t("errors.bad_value") : errorMessage(error, t);
}

interface ChoiceProps extends Omit<Props, "type"> {
  choices: { value: string; label: string }[];
}

export function FactChoice(props: ChoiceProps) {
  const { t } = useTranslation();
  const { personId, label, value, help, readOnly, toChange, choices } = props;
  const change = useChangePerson(personId);
  const isKnown = !value || choices.some((choice) => choice.value === value);
  const offered = isKnown ? choices : [...choices, { value, label: value }];
  return (
    <NativeSelect
      size="xs"
      label={label}
      description={help}
      disabled={readOnly}
      data={[{ value: "", label: t("contact.unknown") }, ...offered]}
      value={value}
      error={change.error && errorMessage(change.error, t)}
      onChange={(event) => change.mutate(toChange(event.currentTarget.value))}
    />
  );
}
