import { ActionIcon, Badge, Button, Group, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCopy, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteMacro, useMacros, type Macro } from "@/api/macros";
import { useTeams } from "@/api/people";
import { usePermission } from "@/api/session";
import { Age } from "@/components/age";
import { Confirm } from "@/components/confirm";
import { NetworkMark } from "@/components/network-mark";
import { notifyError } from "@/lib/errors";
import { LOCALES } from "@/lib/i18n";
import { MacroForm, type MacroStart } from "./macro-form";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

export function MacrosSection() {
  const { t } = useTranslation();
  const macros = useMacros();
  const replies = usePermission("conversations.reply");
  const [sought, setSought] = useState("");
  const [form, setForm] = useState<MacroStart | null>(null);
  const query = sought.trim().toLowerCase();
  const found = macros.data?.items.filter(({ name, text }) =>
    `${name}\n${text}`.toLowerCase().includes(query),
  );
  return (
    <Section
      title={t("settings.macros")}
      lead={t("macros.lead")}
      permission="conversations.reply"
      action={<Button onClick={() => setForm({})}>{t("macros.new")}</Button>}
    >
      <TextInput
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        placeholder={t("macros.find")}
        aria-label={t("macros.find")}
        mb="md"
        maw={320}
      />
      <SectionList
        query={{ ...macros, data: found }}
        empty={query ? t("macros.noneFound") : t("macros.empty")}
      >
        {(macro) => (
          <MacroItem
            key={macro.id}
            macro={macro}
            mayCopy={replies}
            onEdit={() => setForm({ id: macro.id, macro })}
            onCopy={() => setForm({ macro: { ...macro, name: t("macros.copyOf", macro) } })}
          />
        )}
      </SectionList>
      {form && (
        <MacroForm
          start={form}
          placeholders={macros.data?.placeholders ?? []}
          onClose={() => setForm(null)}
        />
      )}
    </Section>
  );
}

interface ItemProps {
  macro: Macro;
  mayCopy: boolean;
  onEdit: () => void;
  onCopy: () => void;
}

function MacroItem({ macro, mayCopy, onEdit, onCopy }: ItemProps) {
  const { t } = useTranslation();
  const remove = useDeleteMacro();
  const [asking, ask] = useDisclosure();
  const { name } = macro;
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text fz="sm" fw={600}>
            {name}
          </Text>
          <MacroMarks macro={macro} />
        </Group>
        <Text fz="sm" c="dimmed" lineClamp={2}>
          {macro.text}
        </Text>
        {macro.pictures.length > 0 && (
          <Text fz="xs" c="dimmed">
            {t("macros.withPictures", { count: macro.pictures.length })}
          </Text>
        )}
        <Text fz="xs" c="dimmed">
          {macro.owner_name} · {t("macros.used", { count: macro.uses })}
          {macro.last_used_at && (
            <>
              {" · "}
              <Age at={macro.last_used_at} />
            </>
          )}
        </Text>
      </div>
      {macro.may_change && (
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={onEdit}
          aria-label={t("macros.edit", { name })}
        >
          <IconPencil size={16} />
        </ActionIcon>
      )}
      {mayCopy && (
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={onCopy}
          aria-label={t("macros.copy", { name })}
        >
          <IconCopy size={16} />
        </ActionIcon>
      )}
      {macro.may_change && (
        <ActionIcon
          variant="subtle"
          color="red"
          onClick={ask.open}
          aria-label={t("macros.delete", { name })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("macros.delete", { name })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() =>
          remove.mutate(macro.id, {
            onSuccess: ask.close,
            onError: (error) => notifyError(error, t),
          })
        }
      >
        {t("macros.deleteHelp")}
      </Confirm>
    </li>
  );
}

/** Whose it is and where it fits; and that its words should be looked at again. */
function MacroMarks({ macro }: { macro: Macro }) {
  const { t } = useTranslation();
  const { data: teams = [] } = useTeams();
  const team = teams.find(({ id }) => id === macro.team_id);
  const language = LOCALES.find(({ code }) => code === macro.language);
  const [today = ""] = new Date().toISOString().split("T");
  const due = macro.review_on !== null && macro.review_on <= today;
  return (
    <>
      <Badge variant="light" color="gray" size="sm">
        {team?.name ?? t(`macros.scope.${macro.scope}`)}
      </Badge>
      {macro.network && <NetworkMark network={macro.network} />}
      {language && (
        <Text fz="xs" c="dimmed" lang={language.code}>
          {language.name}
        </Text>
      )}
      {due && (
        <Badge variant="light" color="coral" size="sm">
          {t("macros.reviewDue")}
        </Badge>
      )}
    </>
  );
}
