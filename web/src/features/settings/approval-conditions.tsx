import { Checkbox, MultiSelect, Select, SimpleGrid, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAccounts, useNetworks } from "@/api/accounts";
import type { Conditions } from "@/api/approvals";
import { PRIORITIES } from "@/api/choices";
import { useTags, useTeams } from "@/api/people";
import { networkTitle } from "@/components/network-mark";
import { ROLES } from "./roles";
import classes from "./settings-page.module.css";

interface Props {
  conditions: Conditions;
  onChange: (change: Partial<Conditions>) => void;
}

interface Choice {
  value: string;
  label: string;
}

const named = (items: { id: number; name: string }[]): Choice[] =>
  items.map(({ id, name }) => ({ value: String(id), label: name }));
const VISIBILITIES = ["public", "private"] as const;
/** Who only reads has no replies. */
const WRITERS = ROLES.filter((role) => role !== "viewer");

/** What a reply must be for a rule to speak of it; what is left empty asks nothing. */
export function RuleConditions({ conditions, onChange }: Props) {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  const { data: accounts = [] } = useAccounts();
  const { data: teams = [] } = useTeams();
  const { data: tags = [] } = useTags();
  const many = (
    name: string,
    data: Choice[],
    value: readonly (string | number)[] | undefined,
    change: (next: string[]) => void,
  ) => (
    <MultiSelect
      label={t(`approvals.if.${name}`)}
      placeholder={value?.length ? undefined : t("approvals.any")}
      data={data}
      value={(value ?? []).map(String)}
      onChange={change}
      searchable
      clearable
    />
  );
  const ids = (next: string[]) => next.map(Number);
  return (
    <fieldset className={classes.group}>
      <legend>{t("approvals.when")}</legend>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {many(
          "roles",
          WRITERS.map((role) => ({ value: role, label: t(`roles.${role}`) })),
          conditions.roles,
          (next) => onChange({ roles: WRITERS.filter((role) => next.includes(role)) }),
        )}
        {many("teams", named(teams), conditions.team_ids, (next) =>
          onChange({ team_ids: ids(next) }),
        )}
        {many(
          "networks",
          networks.map(({ network }) => ({ value: network, label: networkTitle(network) })),
          conditions.networks,
          (next) => onChange({ networks: next }),
        )}
        {many("accounts", named(accounts), conditions.account_ids, (next) =>
          onChange({ account_ids: ids(next) }),
        )}
        <Select
          label={t("approvals.if.visibility")}
          placeholder={t("approvals.any")}
          data={VISIBILITIES.map((value) => ({ value, label: t(`visibility.${value}`) }))}
          value={conditions.visibility ?? null}
          onChange={(value) =>
            onChange({ visibility: VISIBILITIES.find((each) => each === value) ?? null })
          }
          clearable
        />
        {many("tags", named(tags), conditions.tag_ids, (next) => onChange({ tag_ids: ids(next) }))}
        {many(
          "priorities",
          PRIORITIES.map((name) => ({ value: name, label: t(`priority.${name}`) })),
          conditions.priorities,
          (next) => onChange({ priorities: PRIORITIES.filter((name) => next.includes(name)) }),
        )}
        <TagsInput
          label={t("approvals.if.words")}
          description={t("approvals.wordsHelp")}
          value={conditions.words ?? []}
          onChange={(words) => onChange({ words })}
          maxTags={50}
          clearable
        />
      </SimpleGrid>
      <Checkbox
        mt="sm"
        label={t("approvals.if.vip")}
        checked={conditions.vip}
        onChange={(event) => onChange({ vip: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
