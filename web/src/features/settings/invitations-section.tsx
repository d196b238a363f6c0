import {
  Alert,
  Badge,
  Button,
  Modal,
  MultiSelect,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useInvitations, useInvite, useTeams, useWithdrawInvitation } from "@/api/people";
import { usePermission } from "@/api/session";
import type { Invitation, Role } from "@/api/types";
import { CopyField } from "@/components/copy-field";
import { formatDate } from "@/lib/dates";
import { fieldError, notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { useLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import { FormModal } from "./form-modal";
import { useRoleChoices } from "./roles";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

export function InvitationsSection() {
  const { t } = useTranslation();
  const invitations = useInvitations();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Section
      title={t("settings.invitations")}
      lead={t("invitations.lead")}
      permission="members.manage"
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={open} flex="none">
          {t("invitations.invite")}
        </Button>
      }
    >
      <SectionList query={invitations} empty={t("invitations.empty")}>
        {(invitation) => <InvitationItem key={invitation.id} invitation={invitation} />}
      </SectionList>
      {opened && <InviteModal onClose={close} />}
    </Section>
  );
}

function InvitationItem({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const permitted = usePermission("members.manage");
  const withdraw = useWithdrawInvitation();
  const expired = Date.parse(invitation.expires_at) < useNow(60_000);
  const state = invitation.accepted_at ? "accepted" : expired ? "expired" : "open";
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fw={600} fz="sm" truncate>
          {invitation.email}
        </Text>
        <Text fz="xs" c="dimmed">
          {t(`roles.${invitation.role}`)} ·{" "}
          {t("invitations.until", { date: formatDate(invitation.expires_at, locale) })}
        </Text>
      </div>
      <Badge variant="light" color={{ accepted: "pine", expired: "gray", open: "yellow" }[state]}>
        {t(`invitations.${state}`)}
      </Badge>
      {permitted && !invitation.accepted_at && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          loading={withdraw.isPending}
          onClick={() =>
            withdraw.mutate(invitation.id, { onError: (error) => notifyError(error, t) })
          }
        >
          {t("invitations.withdraw")}
        </Button>
      )}
    </li>
  );
}

function InviteModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: teams = [] } = useTeams();
  const roles = useRoleChoices();
  const invite = useInvite();
  const [teamIds, setTeamIds] = useState<string[]>([]);
  if (invite.data) return <InviteLink link={invite.data.link} onClose={onClose} />;
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t("invitations.invite")}
      action={t("invitations.create")}
      loading={invite.isPending}
      error={invite.error}
      onSubmit={(form) => {
        const { email = "", role = "agent" } = readForm(form);
        invite.mutate({ email, role: role as Role, team_ids: teamIds.map(Number) });
      }}
    >
      <TextInput
        name="email"
        type="email"
        label={t("fields.email")}
        error={fieldError(invite.error, "email")}
        required
        data-autofocus
      />
      <NativeSelect name="role" label={t("fields.role")} data={roles} defaultValue="agent" />
      <MultiSelect
        label={t("settings.teams")}
        data={teams.map((team) => ({ value: String(team.id), label: team.name }))}
        value={teamIds}
        onChange={setTeamIds}
      />
    </FormModal>
  );
}

function InviteLink({ link, onClose }: { link: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("invitations.ready")}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <Stack>
        <Alert color="yellow">{t("invitations.once")}</Alert>
        <CopyField
          label={t("invitations.link")}
          value={new URL(link, window.location.origin).toString()}
        />
        <Button onClick={onClose}>{t("actions.done")}</Button>
      </Stack>
    </Modal>
  );
}
