import { useTranslation } from "react-i18next";
import { useAccounts } from "@/api/accounts";
import type { Conditions, Step } from "@/api/approvals";
import { useMembers, useTags, useTeams } from "@/api/people";
import { networkTitle } from "@/components/network-mark";

/** Rules in a line of words; ids become the names people know. */
export function useRuleWords() {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const { data: tags = [] } = useTags();
  const { data: accounts = [] } = useAccounts();
  const named = (ids: number[] | undefined, known: { id: number; name: string }[]) =>
    known.filter(({ id }) => ids?.includes(id)).map(({ name }) => name);
  const people = members.map(({ user_id, name }) => ({ id: user_id, name }));
  const part = (label: string, names: string[]) =>
    names.length > 0 ? `${t(`approvals.if.${label}`)}: ${names.join(", ")}` : "";
  const conditions = (asked: Conditions) =>
    [
      part(
        "roles",
        (asked.roles ?? []).map((role) => t(`roles.${role}`)),
      ),
      part("teams", named(asked.team_ids, teams)),
      part(
        "networks",
        (asked.networks ?? []).map((network) => networkTitle(network)),
      ),
      part("accounts", named(asked.account_ids, accounts)),
      asked.visibility ? t(`visibility.${asked.visibility}`) : "",
      part("words", asked.words ?? []),
      part("tags", named(asked.tag_ids, tags)),
      part(
        "priorities",
        (asked.priorities ?? []).map((name) => t(`priority.${name}`)),
      ),
      asked.vip ? t("contact.vip") : "",
    ]
      .filter(Boolean)
      .join(" · ") || t("approvals.everything");
  const step = ({ how, user_ids, team_ids, leads, admins }: Step) => {
    const names = [
      ...named(user_ids, people),
      ...named(team_ids, teams),
      ...(leads ? [t("approvals.leads")] : []),
      ...(admins ? [t("approvals.admins")] : []),
    ];
    return t(`approvals.how.${how}`, { names: names.join(", ") });
  };
  return { conditions, step };
}
