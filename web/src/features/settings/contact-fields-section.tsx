import {
  ActionIcon,
  Button,
  Checkbox,
  NativeSelect,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddField, useChangeField, useContactFields, useRemoveField } from "@/api/contacts";
import { usePermission } from "@/api/session";
import type { ContactField } from "@/api/types";
import { Confirm } from "@/components/confirm";
import { notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { FormModal } from "./form-modal";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

const KINDS: ContactField["kind"][] = ["text", "number", "date", "choice", "yes_no"];

/** What a workspace wants to know of every person. */
export function ContactFieldsSection() {
  const { t } = useTranslation();
  const fields = useContactFields();
  const permitted = usePermission("contact_fields.manage");
  const [adding, { open, close }] = useDisclosure();
  return (
    <Section
      title={t("settings.contactFields")}
      lead={t("contactFields.lead")}
      permission="contact_fields.manage"
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={open}>
          {t("contactFields.add")}
        </Button>
      }
    >
      <SectionList query={fields} empty={t("contactFields.empty")}>
        {(field) => <FieldItem key={field.id} field={field} permitted={permitted} />}
      </SectionList>
      {adding && <FieldModal onClose={close} />}
    </Section>
  );
}

function FieldItem({ field, permitted }: { field: ContactField; permitted: boolean }) {
  const { t } = useTranslation();
  const remove = useRemoveField();
  const [editing, edit] = useDisclosure();
  const [asking, ask] = useDisclosure();
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fz="sm">{field.name}</Text>
        <Text fz="xs" c="dimmed">
          {t(`contactFields.kind.${field.kind}`)}
          {field.choices.length > 0 && `: ${field.choices.join(", ")}`}
          {field.managed && ` · ${t("contact.managed")}`}
        </Text>
      </div>
      {permitted && (
        <>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={edit.open}
            aria-label={t("contactFields.edit", { name: field.name })}
          >
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="red"
            onClick={ask.open}
            aria-label={t("contactFields.delete", { name: field.name })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </>
      )}
      {editing && <FieldModal field={field} onClose={edit.close} />}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("contactFields.delete", { name: field.name })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() =>
          remove.mutate(field.id, {
            onSuccess: ask.close,
            onError: (error) => notifyError(error, t),
          })
        }
      >
        {t("contactFields.deleteHelp")}
      </Confirm>
    </li>
  );
}

function FieldModal({ field, onClose }: { field?: ContactField; onClose: () => void }) {
  const { t } = useTranslation();
  const add = useAddField();
  const change = useChangeField();
  const [kind, setKind] = useState(field?.kind ?? "text");
  const submit = (form: HTMLFormElement) => {
    const { name = "", choices = "", managed } = readForm(form);
    const written = { name, choices: choices.split("\n"), managed: managed === "on" };
    if (field) change.mutate({ id: field.id, ...written }, { onSuccess: onClose });
    else add.mutate({ ...written, kind }, { onSuccess: onClose });
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={field?.name ?? t("contactFields.add")}
      action={t("actions.save")}
      loading={add.isPending || change.isPending}
      error={add.error ?? change.error}
      onSubmit={submit}
    >
      <TextInput
        name="name"
        label={t("contactFields.name")}
        defaultValue={field?.name}
        maxLength={60}
        required
        data-autofocus
      />
      {!field && (
        <NativeSelect
          label={t("contactFields.kindLabel")}
          data={KINDS.map((value) => ({ value, label: t(`contactFields.kind.${value}`) }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as ContactField["kind"])}
        />
      )}
      {kind === "choice" && (
        <Textarea
          name="choices"
          label={t("contactFields.choices")}
          description={t("contactFields.choicesHelp")}
          defaultValue={field?.choices.join("\n")}
          autosize
          minRows={3}
          required
        />
      )}
      <Checkbox
        name="managed"
        label={t("contact.managed")}
        description={t("contactFields.managedHelp")}
        defaultChecked={field?.managed}
      />
    </FormModal>
  );
}
