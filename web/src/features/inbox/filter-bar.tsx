import { ActionIcon, Pill, Select } from "@mantine/core";
import { IconFilter, IconListCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNetworks } from "@/api/accounts";
import { PRIORITIES } from "@/api/choices";
import type { ListFilters } from "@/api/inbox";
import { useMembers, useTags, useTeams } from "@/api/people";
import { useLanguageChoices } from "@/components/use-language-choices";
import { networkTitle } from "@/components/network-mark";
import { useShortcuts } from "@/lib/shortcuts";
import { useIsPhone } from "@/lib/widths";
import classes from "./filter-bar.module.css";
import { SaveView } from "./save-view";
import { SortMenu } from "./sort-menu";
import { useWindows } from "./use-windows";

type Filters = Omit<ListFilters, "view">;
type Name =
  | "network"
  | "priority"
  | "tag"
  | "assignee_id"
  | "team_id"
  | "visibility"
  | "waited_hours"
  | "closes_hours"
  | "due_hours"
  | "language";

const NAMES: Name[] = [
  "priority",
  "network",
  "tag",
  "assignee_id",
  "team_id",
  "visibility",
  "waited_hours",
  "closes_hours",
  "due_hours",
  "language",
];
const WAITED = [1, 4, 24, 72];
const CLOSES = [1, 2, 4, 12];
/** None: what is overdue. */
const DUE = [0, 1, 4, 24];
const NUMBERS = new Set<string>([
  "tag",
  "assignee_id",
  "team_id",
  "waited_hours",
  "closes_hours",
  "due_hours",
]);

function useSetFilters() {
  const navigate = useNavigate();
  return (change: Partial<Filters>) =>
    void navigate({
      from: "/inbox/$view/{-$conversationId}",
      to: ".",
      search: (search) => ({ ...search, ...change }),
      replace: true,
    });
}

/** Everything one can narrow the list by, in groups a person can type into. */
function useChoices() {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  const { data: tags = [] } = useTags();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const windows = useWindows();
  const languages = useLanguageChoices();
  const group = (name: Name, items: [string | number, string][]) => ({
    group: t(`filter.${name}`),
    items: items.map(([value, label]) => ({ value: `${name}:${value}`, label })),
  });
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
    group(
      "tag",
      tags.map((tag) => [tag.id, tag.name]),
    ),
    group(
      "assignee_id",
      members.map((member) => [member.user_id, member.name]),
    ),
    group(
      "team_id",
      teams.map((team) => [team.id, team.name]),
    ),
    group("language", languages.first),
    group(
      "visibility",
      (["public", "private"] as const).map((name) => [name, t(`visibility.${name}`)]),
    ),
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
    // Last, since nobody has written in these lately.
    { ...group("language", languages.others), group: t("filter.languageOther") },
  ].filter(({ items }) => items.length > 0);
}

interface Props {
  view: string;
  filters: Filters;
  saved?: number;
  onSelect: () => void;
}

export function FilterBar({ view, filters, saved, onSelect }: Props) {
  const { t } = useTranslation();
  const setFilters = useSetFilters();
  const box = useRef<HTMLInputElement>(null);
  const phone = useIsPhone();
  const choices = useChoices();
  useShortcuts({ f: () => box.current?.focus() });
  const labels = new Map(choices.flatMap(({ items }) => items.map((i) => [i.value, i.label])));
  const chosen = NAMES.flatMap((name) => {
    const value = filters[name];
    return value === undefined
      ? []
      : [{ name, label: labels.get(`${name}:${value}`) ?? String(value) }];
  });
  const add = (choice: string | null) => {
    const [name = "", value = ""] = choice?.split(":") ?? [];
    if (!choice) return;
    setFilters({ [name]: NUMBERS.has(name) ? Number(value) : value });
    box.current?.blur();
  };
  return (
    <div className={classes.bar}>
      <div className={classes.line}>
        <Select
          ref={box}
          className={classes.box}
          size="xs"
          searchable
          clearable={false}
          value={null}
          data={choices}
          onChange={add}
          placeholder={t("filter.placeholder")}
          aria-label={t("filter.label")}
          nothingFoundMessage={t("filter.nothing")}
          leftSection={<IconFilter size={14} />}
          rightSection={phone ? null : <kbd className={classes.key}>f</kbd>}
          rightSectionPointerEvents="none"
          maxDropdownHeight={320}
        />
        {view !== "snoozed" && view !== "overdue" && (
          <SortMenu
            view={view}
            sort={filters.sort ?? "waiting"}
            onChange={(sort) => setFilters({ sort })}
          />
        )}
        <SaveView filters={{ ...filters, view }} saved={saved} />
        <ActionIcon
          variant="default"
          size={30}
          onClick={onSelect}
          aria-label={t("bulk.begin")}
          title={t("bulk.begin")}
        >
          <IconListCheck size={15} />
        </ActionIcon>
      </div>
      {chosen.length > 0 && (
        <Pill.Group className={classes.chips}>
          {chosen.map(({ name, label }) => (
            <Pill
              key={name}
              withRemoveButton
              onRemove={() => setFilters({ [name]: undefined })}
              removeButtonProps={{
                "aria-label": t("filter.remove", { label }),
                "aria-hidden": false,
                tabIndex: 0,
              }}
            >
              {t(`filter.${name}`)}: {label}
            </Pill>
          ))}
        </Pill.Group>
      )}
    </div>
  );
}
