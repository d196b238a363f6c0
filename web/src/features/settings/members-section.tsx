import { Button, MultiSelect, NativeSelect, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useMembers, useTeams, useUpdateMember } from "@/api/people";
import { usePermission, useSession } from "@/api/session";
import type { Member, Role } from "@/api/types";
import { Age } from "@/components/age";
import { Confirm } from "@/components/confirm";
import { PersonAvatar } from "@/components/person-avatar";
import { notifyError } from "@/lib/errors";
import { useRoleChoices } from "./roles";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

export function MembersSection() {
  const { t } = useTranslation();
  const members = useMembers();
  return (
    <Section title={t("settings.members")} lead={t("members.lead")} permission="members.manage">
      <SectionList query={members} empty={t("members.empty")}>
        {(member) => <MemberItem key={member.user_id} member={member} />}
      </SectionList>
    </Section>
  );
}

function MemberItem({ member }: { member: Member }) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    // Without colour, but as easy to read as the others.
    <li
      className={classes.item}
      data-controls
      style={{ filter: member.active ? undefined : "grayscale(1)" }}
    >
      <PersonAvatar name={member.name} src={member.photo_url} size={34} />
      <div className={classes.grow}>
        <Text fw={600} fz="sm" c={member.active ? undefined : "dimmed"} truncate>
          {member.user_id === user.id ? t("conversation.me", { name: member.name }) : member.name}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {member.email} · <LastSeen member={member} />
        </Text>
      </div>
      <MemberControls member={member} />
    </li>
  );
}

function LastSeen({ member }: { member: Member }) {
  const { t } = useTranslation();
  if (!member.active) return t("members.inactive");
  if (member.present) return t("presence.on");
  if (!member.last_seen_at) return t("members.neverSeen");
  return <Age at={member.last_seen_at} />;
}

function MemberControls({ member }: { member: Member }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const permitted = usePermission("members.manage");
  const { data: teams = [] } = useTeams();
  const inTeams = teams.filter(({ id }) => member.team_ids.includes(id));
  const roles = useRoleChoices();
  const update = useUpdateMember();
  const [asking, ask] = useDisclosure();
  const save = (change: Partial<Member>) =>
    update.mutate(
      { user_id: member.user_id, ...change },
      { onSuccess: ask.close, onError: (error) => notifyError(error, t) },
    );
  // Nobody locks themselves out by mistake.
  const fixed = !permitted || member.user_id === user.id;
  return (
    <>
      <MultiSelect
        size="xs"
        w={170}
        aria-label={t("members.teamsOf", { name: member.name })}
        placeholder={inTeams.length === 0 ? t("members.noTeams") : undefined}
        data={teams.map((team) => ({ value: String(team.id), label: team.name }))}
        value={inTeams.map(({ id }) => String(id))}
        disabled={!permitted || teams.length === 0}
        onChange={(ids) => save({ team_ids: ids.map(Number) })}
      />
      <NativeSelect
        size="xs"
        w={120}
        aria-label={t("members.roleOf", { name: member.name })}
        data={roles}
        value={member.role}
        disabled={fixed}
        onChange={(event) => save({ role: event.currentTarget.value as Role })}
      />
      {!fixed && (
        <Button
          size="compact-xs"
          variant="subtle"
          color={member.active ? "red" : "pine"}
          onClick={member.active ? ask.open : () => save({ active: true })}
        >
          {t(member.active ? "members.deactivate" : "members.activate")}
        </Button>
      )}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("members.deactivateTitle", { name: member.name })}
        action={t("members.deactivate")}
        loading={update.isPending}
        onConfirm={() => save({ active: false })}
      >
        {t("members.deactivateHelp")}
      </Confirm>
    </>
  );
}
