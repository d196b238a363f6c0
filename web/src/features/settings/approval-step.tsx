import { ActionIcon, Group, MultiSelect, Select } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Step } from "@/api/approvals";
import { useMembers, useTeams } from "@/api/people";

interface Props {
  number: number;
  step: Step;
  onChange: (step: Step) => void;
  onRemove?: () => void;
}

const HOW = ["any", "all"] as const;
const LEADS = "leads";
const ADMINS = "admins";

const prefixed = (chosen: string[], prefix: string) =>
  chosen.filter((each) => each.startsWith(prefix)).map((each) => Number(each.slice(prefix.length)));

/** Whose yes one step needs: any or all of some people and teams. */
export function RuleStep({ number, step, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const approvers = members.filter(
    ({ active, role }) => active && role !== "trainee" && role !== "viewer",
  );
  const chosen = [
    ...(step.leads ? [LEADS] : []),
    ...(step.admins ? [ADMINS] : []),
    ...(step.team_ids ?? []).map((id) => `team:${id}`),
    ...(step.user_ids ?? []).map((id) => `user:${id}`),
  ];
  const choose = (next: string[]) =>
    onChange({
      ...step,
      leads: next.includes(LEADS),
      admins: next.includes(ADMINS),
      team_ids: prefixed(next, "team:"),
      user_ids: prefixed(next, "user:"),
    });
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <Select
        label={t("approvals.stepNumber", { step: number })}
        data={HOW.map((how) => ({ value: how, label: t(`approvals.of.${how}`) }))}
        value={step.how}
        allowDeselect={false}
        onChange={(how) => onChange({ ...step, how: how === "all" ? "all" : "any" })}
        w={120}
        style={{ flex: "none", alignSelf: "flex-start" }}
      />
      <MultiSelect
        aria-label={t("approvals.approversOf", { step: number })}
        placeholder={chosen.length === 0 ? t("approvals.choose") : undefined}
        data={[
          {
            group: t("fields.role"),
            items: [
              { value: LEADS, label: t("approvals.leads") },
              { value: ADMINS, label: t("approvals.admins") },
            ],
          },
          {
            group: t("nav.teams"),
            items: teams.map(({ id, name }) => ({ value: `team:${id}`, label: name })),
          },
          {
            group: t("settings.members"),
            items: approvers.map(({ user_id, name }) => ({
              value: `user:${user_id}`,
              label: name,
            })),
          },
        ]}
        value={chosen}
        onChange={choose}
        searchable
        flex={1}
        miw={0}
      />
      {onRemove && (
        <ActionIcon
          variant="subtle"
          color="gray"
          mb={4}
          onClick={onRemove}
          aria-label={t("approvals.removeStep", { step: number })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}
