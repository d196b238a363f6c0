import { useTranslation } from "react-i18next";
import { useAccounts, useNetworks } from "@/api/accounts";
import { PRIORITIES, THREAD_KINDS } from "@/api/choices";
import type { ListFilters } from "@/api/inbox";
import { useMembers, useTags, useTeams } from "@/api/people";
import { networkTitle } from "@/components/network-mark";
import { useLanguageChoices } from "@/components/use-language-choices";
import { useWindows } from "./use-windows";

export type Filters = Omit<ListFilters, "view">;
/** What is chosen from the list; a period is chosen by its days. */
type Name = Exclude<keyof Filters, "sort" | "since" | "until">;

export const NAMES: Name[] = [
  "priority",
  "network",
  "account_id",
  "kind",
  "tag",
  "assignee_id",
  "owner_id",
  "team_id",
  "visibility",
  "waited_hours",
  "closes_hours",
  "due_hours",
  "active_hours",
  "language",
];
const WAITED = [1, 4, 24, 72];
const CLOSES = [1, 2, 4, 12];
/** None: what is overdue. */
const DUE = [0, 1, 4, 24];
const DAY = 24;
const ACTIVE = [DAY, 7 * DAY, 30 * DAY, 90 * DAY];
const NUMBERS = new Set<string>([
  "account_id",
  "tag",
  "assignee_id",
  "owner_id",
  "team_id",
  "waited_hours",
  "closes_hours",
  "due_hours",
  "active_hours",
]);
/** The choice that asks for days. */
export const PERIOD = "period:";

/** What a choice narrows the list by. */
export function chosenBy(choice: string): Partial<Filters> {
  const [name = "", value = ""] = choice.split(":");
  return { [name]: NUMBERS.has(name) ? Number(value) : value };
}

/** Everything one can narrow the list by, in groups a person can type into. */
export function useFilterChoices() {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  const { data: accounts = [] } = useAccounts();
  const { data: tags = [] } = useTags();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const windows = useWindows();
  const languages = useLanguageChoices();
  const group = (name: Name, items: [string | number, string][]) => ({
    group: t(`filter.${name}`),
    items: items.map(([value, label]) => ({ value: `${name}:${value}`, label })),
  });
  const people = members.map(({ user_id, name }): [number, string] => [user_id, name]);
  const active = group(
    "active_hours",
    ACTIVE.map((hours) => [
      hours,
      hours === DAY
        ? t("filter.activeHours", { count: hours })
        : t("filter.activeDays", { count: hours / DAY }),
    ]),
  );
  active.items.push({ value: PERIOD, label: t("filter.otherDays") });
  return [
    group(
      "priority",
      PRIORITIES.map((name) => [name, t(`priority.${name}`)]),
    ),
    group(
      "network",
      networks
        .filter((network) => network.enabled)
        .map(({ network }) => [network, networkTitle(network)]),
    ),
    // Where there is but one, everything is there.
    group("account_id", accounts.length > 1 ? accounts.map(({ id, name }) => [id, name]) : []),
    group(
      "kind",
      THREAD_KINDS.map((kind) => [kind, t(`threadKind.${kind}`)]),
    ),
    group(
      "tag",
      tags.map((tag) => [tag.id, tag.name]),
    ),
    group("assignee_id", people),
    group(
      "team_id",
      teams.map((team) => [team.id, team.name]),
    ),
    group("language", languages.first),
    group(
      "visibility",
      (["public", "private"] as const).map((name) => [name, t(`visibility.${name}`)]),
    ),
    active,
    group(
      "waited_hours",
      WAITED.map((hours) => [hours, t("filter.waited", { count: hours })]),
    ),
    group(
      "closes_hours",
      windows ? CLOSES.map((hours) => [hours, t("filter.closes", { count: hours })]) : [],
    ),
    group(
      "due_hours",
      DUE.map((hours) => [
        hours,
        hours === 0 ? t("filter.overdue") : t("filter.due", { count: hours }),
      ]),
    ),
    group("owner_id", people),
    // Last, since nobody has written in these lately.
    { ...group("language", languages.others), group: t("filter.languageOther") },
  ].filter(({ items }) => items.length > 0);
}
