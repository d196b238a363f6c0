import { Badge, Button, MultiSelect, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCreateTeam, useDeleteTeam, useMembers, useTeams, useUpdateTeam } from "@/api/people";
import { usePermission } from "@/api/session";
import type { Team } from "@/api/types";
import { Confirm } from "@/components/confirm";
import { fieldError, notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { FormModal } from "./form-modal";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

export function TeamsSection() {
  const { t } = useTranslation();
  const teams = useTeams();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Section
      title={t("settings.teams")}
      lead={t("teams.lead")}
      permission="teams.manage"
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={open} flex="none">
          {t("teams.create")}
        </Button>
      }
    >
      <SectionList query={teams} empty={t("teams.empty")}>
        {(team) => <TeamItem key={team.id} team={team} />}
      </SectionList>
      {opened && <TeamModal onClose={close} />}
    </Section>
  );
}

function TeamItem({ team }: { team: Team }) {
  const { t } = useTranslation();
  const permitted = usePermission("teams.manage");
  const { data: members = [] } = useMembers();
  const [editing, edit] = useDisclosure();
  const names = members.filter(({ user_id }) => team.member_ids.includes(user_id));
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fw={600} fz="sm">
          {team.name}{" "}
          {team.is_default && (
            <Badge size="xs" variant="light">
              {t("teams.default")}
            </Badge>
          )}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {names.map(({ name }) => name).join(", ") || t("teams.nobody")}
        </Text>
      </div>
      {permitted && <TeamActions team={team} onEdit={edit.open} />}
      {editing && <TeamModal team={team} onClose={edit.close} />}
    </li>
  );
}

function TeamActions({ team, onEdit }: { team: Team; onEdit: () => void }) {
  const { t } = useTranslation();
  const update = useUpdateTeam();
  const remove = useDeleteTeam();
  const [asking, ask] = useDisclosure();
  const onError = (error: unknown) => notifyError(error, t);
  return (
    <>
      {!team.is_default && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => update.mutate({ id: team.id, is_default: true }, { onError })}
        >
          {t("teams.makeDefault")}
        </Button>
      )}
      <Button size="compact-xs" variant="subtle" onClick={onEdit}>
        {t("actions.edit")}
      </Button>
      <Button size="compact-xs" variant="subtle" color="red" onClick={ask.open}>
        {t("actions.delete")}
      </Button>
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("teams.deleteTitle", { name: team.name })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() => remove.mutate(team.id, { onSuccess: ask.close, onError })}
      >
        {t("teams.deleteHelp")}
      </Confirm>
    </>
  );
}

function TeamModal({ team, onClose }: { team?: Team; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const create = useCreateTeam();
  const update = useUpdateTeam();
  const [memberIds, setMemberIds] = useState(team?.member_ids.map(String) ?? []);
  const error = create.error ?? update.error;
  const submit = (form: HTMLFormElement) => {
    const { name = "" } = readForm(form);
    const change = { name, member_ids: memberIds.map(Number) };
    if (team) update.mutate({ id: team.id, ...change }, { onSuccess: onClose });
    else create.mutate(change, { onSuccess: onClose });
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={team?.name ?? t("teams.create")}
      action={t("actions.save")}
      loading={create.isPending || update.isPending}
      error={error}
      onSubmit={submit}
    >
      <TextInput
        name="name"
        label={t("teams.name")}
        defaultValue={team?.name}
        error={fieldError(error, "name")}
        required
        data-autofocus
      />
      <MultiSelect
        label={t("settings.members")}
        searchable
        data={members.map(({ user_id, name }) => ({ value: String(user_id), label: name }))}
        value={memberIds}
        onChange={setMemberIds}
      />
    </FormModal>
  );
}
