import { SegmentedControl, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNetworks } from "@/api/accounts";
import { useMembers, useTags } from "@/api/people";
import type { SearchFilters } from "@/api/types";
import { type FilterChip, FilterChips } from "@/components/filter-chips";
import { useLanguageChoices } from "@/components/use-language-choices";
import { networkTitle } from "@/components/network-mark";
import { useLocale } from "@/lib/i18n";
import { formatPeriod } from "@/lib/period";
import { lazily } from "@/lib/lazily";
import classes from "./search-page.module.css";

const PeriodModal = lazily(() =>
  import("@/components/period-modal").then((module) => module.PeriodModal),
);
const NAMES = [
  "direction",
  "visibility",
  "state",
  "network",
  "tag",
  "assignee_id",
  "language",
] as const;
type Name = (typeof NAMES)[number];
const PERIOD = "period";
type Choice = [string | number, string];

/** Everything a search can be narrowed by. */
function useChoices(): Record<Name, Choice[]> {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  const { data: tags = [] } = useTags();
  const { data: members = [] } = useMembers();
  const languages = useLanguageChoices();
  return {
    direction: (["in", "out"] as const).map((name) => [name, t(`search.direction.${name}`)]),
    visibility: (["public", "private"] as const).map((name) => [name, t(`visibility.${name}`)]),
    state: (["new", "pending", "resolved"] as const).map((name) => [name, t(`state.${name}`)]),
    network: networks
      .filter(({ enabled }) => enabled)
      .map(({ network }) => [network, networkTitle(network)]),
    tag: tags.map(({ id, name }) => [id, name]),
    assignee_id: members.map(({ user_id, name }) => [user_id, name]),
    language: [...languages.first, ...languages.others],
  };
}

interface Props {
  filters: SearchFilters;
  onChange: (change: Partial<SearchFilters>) => void;
}

export function SearchFilterBar({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const choices = useChoices();
  const [choosing, setChoosing] = useState(false);
  const data = [
    ...NAMES.map((name) => ({
      group: t(`search.filter.${name}`),
      items: choices[name].map(([value, label]) => ({ value: `${name}:${value}`, label })),
    })),
    { group: t("search.filter.period"), items: [{ value: PERIOD, label: t("filter.otherDays") }] },
  ].filter(({ items }) => items.length > 0);
  const add = (choice: string | null) => {
    if (choice === PERIOD) setChoosing(true);
    const name = NAMES.find((known) => choice?.startsWith(`${known}:`));
    const value = choices[name ?? "state"].find(([each]) => choice === `${name}:${each}`)?.[0];
    if (name) onChange({ [name]: value });
  };
  const { since, until } = filters;
  const chips = NAMES.filter((name) => filters[name] !== undefined).map(
    (name): FilterChip<Partial<SearchFilters>> => ({
      title: t(`search.filter.${name}`),
      label: choices[name].find(([value]) => value === filters[name])?.[1] ?? String(filters[name]),
      without: { [name]: undefined },
    }),
  );
  if (since ?? until) {
    chips.push({
      title: t("search.filter.period"),
      label: formatPeriod({ since, until }, locale, t),
      without: { since: undefined, until: undefined },
    });
  }
  return (
    <div className={classes.filters}>
      <Select
        size="xs"
        searchable
        value={null}
        data={data}
        onChange={add}
        placeholder={t("search.narrow")}
        aria-label={t("search.filterLabel")}
        nothingFoundMessage={t("filter.nothing")}
        leftSection={<IconFilter size={14} />}
        maxDropdownHeight={320}
      />
      <SegmentedControl
        size="xs"
        aria-label={t("search.sort")}
        value={filters.sort ?? "newest"}
        onChange={(sort) => onChange({ sort: sort === "relevance" ? sort : undefined })}
        data={(["newest", "relevance"] as const).map((value) => ({
          value,
          label: t(`search.sort.${value}`),
        }))}
      />
      <FilterChips chips={chips} onChange={onChange} />
      {choosing && (
        <PeriodModal
          title={t("search.period")}
          period={{ since, until }}
          onClose={() => setChoosing(false)}
          onChoose={onChange}
        />
      )}
    </div>
  );
}
