import { Pill, SegmentedControl, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNetworks } from "@/api/accounts";
import { useMembers, useTags } from "@/api/people";
import type { SearchFilters } from "@/api/types";
import { useLanguageChoices } from "@/components/use-language-choices";
import { networkTitle } from "@/components/network-mark";
import classes from "./search-page.module.css";

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
  const choices = useChoices();
  const data = NAMES.map((name) => ({
    group: t(`search.filter.${name}`),
    items: choices[name].map(([value, label]) => ({ value: `${name}:${value}`, label })),
  })).filter(({ items }) => items.length > 0);
  const add = (choice: string | null) => {
    const name = NAMES.find((known) => choice?.startsWith(`${known}:`));
    const value = choices[name ?? "state"].find(([each]) => choice === `${name}:${each}`)?.[0];
    if (name) onChange({ [name]: value });
  };
  const chosen = NAMES.filter((name) => filters[name] !== undefined);
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
      {chosen.map((name) => {
        const label =
          choices[name].find(([value]) => value === filters[name])?.[1] ?? String(filters[name]);
        return (
          <Pill
            key={name}
            withRemoveButton
            onRemove={() => onChange({ [name]: undefined })}
            removeButtonProps={{
              "aria-label": t("filter.remove", { label }),
              "aria-hidden": false,
              tabIndex: 0,
            }}
          >
            {t(`search.filter.${name}`)}: {label}
          </Pill>
        );
      })}
    </div>
  );
}
