import { Checkbox, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { RELATIONSHIPS } from "@/api/choices";
import { useChangePerson, useContactFields } from "@/api/contacts";
import type { ContactField, FieldValue, Person, Relationship } from "@/api/types";
import { TagsMenu } from "@/components/tags-menu";
import { notifyError } from "@/lib/errors";
import card from "./contact-card.module.css";
import { FactChoice, FactInput } from "./fact-input";
import classes from "./person.module.css";

const LINES = [
  ["email", "email"],
  ["phone", "tel"],
  ["customer_number", "text"],
] as const;

/** Each fact is changed where it stands. */
export function PersonFacts({ person }: { person: Person }) {
  const { t } = useTranslation();
  const change = useChangePerson(person.id);
  const readOnly = !person.permitted.includes("edit");
  const common = { personId: person.id, readOnly };
  const onError = (error: unknown) => notifyError(error, t);
  return (
    <>
      <h3 className={card.heading}>{t("contact.facts")}</h3>
      <div className={classes.facts}>
        <Checkbox
          size="xs"
          label={t("contact.vip")}
          checked={person.vip}
          disabled={readOnly}
          onChange={(event) => change.mutate({ vip: event.currentTarget.checked }, { onError })}
        />
        <FactChoice
          {...common}
          label={t("contact.relationship")}
          value={person.relationship ?? ""}
          choices={RELATIONSHIPS.map((value) => ({ value, label: t(`relationship.${value}`) }))}
          toChange={(value) => ({ relationship: (value || null) as Relationship | null })}
        />
        <div>
          <TagsMenu
            tags={person.tags}
            disabled={readOnly}
            onSet={(tags) => change.mutate({ tags }, { onError })}
          />
        </div>
        {LINES.map(([name, type]) => (
          <FactInput
            key={name}
            {...common}
            type={type}
            label={t(`contact.fact.${name}`)}
            value={person[name] ?? ""}
            toChange={(text) => ({ [name]: text || null })}
          />
        ))}
        {person.crm_validated !== null && (
          <Text fz="xs" c={person.crm_validated ? "var(--heard-public)" : "dimmed"}>
            {t(person.crm_validated ? "contact.validated" : "contact.notValidated")}
          </Text>
        )}
        <Fields person={person} readOnly={readOnly} />
      </div>
    </>
  );
}

function Fields({ person, readOnly }: { person: Person; readOnly: boolean }) {
  const { data: fields = [] } = useContactFields();
  return fields.map((field) => (
    <Field key={field.id} person={person} field={field} readOnly={readOnly || field.managed} />
  ));
}

/** A number is written as people write it; what is none goes to the server, which says so. */
function toValue(kind: ContactField["kind"], text: string): FieldValue["value"] {
  if (!text) return null;
  if (kind === "yes_no") return text === "yes";
  const number = Number(text.replace(",", "."));
  return kind === "number" && Number.isFinite(number) ? number : text;
}

const toText = (value: FieldValue["value"]) =>
  typeof value === "boolean" ? (value ? "yes" : "no") : String(value ?? "");

interface FieldProps {
  person: Person;
  field: ContactField;
  readOnly: boolean;
}

function Field({ person, field, readOnly }: FieldProps) {
  const { t } = useTranslation();
  const held = person.values.find(({ field_id }) => field_id === field.id)?.value ?? null;
  const { kind } = field;
  const common = {
    personId: person.id,
    label: field.name,
    value: toText(held),
    help: field.managed ? t("contact.managed") : undefined,
    readOnly,
    toChange: (text: string) => ({ values: [{ field_id: field.id, value: toValue(kind, text) }] }),
  };
  if (kind === "yes_no") {
    const choices = ["yes", "no"].map((value) => ({ value, label: t(`contact.answer.${value}`) }));
    return <FactChoice {...common} choices={choices} />;
  }
  if (kind === "choice") {
    const choices = field.choices.map((value) => ({ value, label: value }));
    return <FactChoice {...common} choices={choices} />;
  }
  return <FactInput {...common} type={kind} />;
}
