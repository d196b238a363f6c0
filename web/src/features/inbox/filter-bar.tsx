import { ActionIcon, Select } from "@mantine/core";
import { IconFilter, IconListCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { memo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListFilters } from "@/api/inbox";
import { type FilterChip, FilterChips } from "@/components/filter-chips";
import { useLocale } from "@/lib/i18n";
import { formatPeriod } from "@/lib/period";
import { useShortcuts } from "@/lib/shortcuts";
import { useIsPhone } from "@/lib/widths";
import { lazily } from "@/lib/lazily";
import classes from "./filter-bar.module.css";
import { chosenBy, type Filters, NAMES, PERIOD, useFilterChoices } from "./filter-choices";
import { SaveView } from "./save-view";
import { SortMenu } from "./sort-menu";

const PeriodModal = lazily(() =>
  import("@/components/period-modal").then((module) => module.PeriodModal),
);

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

interface Props {
  filters: ListFilters;
  saved?: number;
  onSelect: () => void;
}

export const FilterBar = memo(function FilterBar({ filters: list, saved, onSelect }: Props) {
  const { view, ...filters } = list;
  const { t } = useTranslation();
  const setFilters = useSetFilters();
  const box = useRef<HTMLInputElement>(null);
  const phone = useIsPhone();
  const locale = useLocale();
  const choices = useFilterChoices();
  const [choosing, setChoosing] = useState(false);
  useShortcuts({ f: () => box.current?.focus() });
  const labels = new Map(choices.flatMap(({ items }) => items.map((i) => [i.value, i.label])));
  const { since, until } = filters;
  const chips = NAMES.flatMap((name): FilterChip<Partial<Filters>>[] => {
    const value = filters[name];
    if (value === undefined) return [];
    const label = labels.get(`${name}:${value}`) ?? String(value);
    return [{ title: t(`filter.${name}`), label, without: { [name]: undefined } }];
  });
  if (since ?? until) {
    chips.push({
      title: t("filter.active_hours"),
      label: formatPeriod({ since, until }, locale, t),
      without: { since: undefined, until: undefined },
    });
  }
  const add = (choice: string | null) => {
    if (!choice) return;
    if (choice === PERIOD) {
      setChoosing(true);
    } else {
      const chosen = chosenBy(choice);
      setFilters(chosen.active_hours ? { ...chosen, since: undefined, until: undefined } : chosen);
    }
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
        <SaveView filters={list} saved={saved} />
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
      <FilterChips chips={chips} className={classes.chips} onChange={setFilters} />
      {choosing && (
        <PeriodModal
          title={t("filter.period")}
          period={{ since, until }}
          onClose={() => setChoosing(false)}
          onChoose={(period) => setFilters({ ...period, active_hours: undefined })}
        />
      )}
    </div>
  );
});
