import { CloseButton, TextInput, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { SearchFilters } from "@/api/types";
import { PaneHeader } from "@/components/pane-header";
import { useShortcuts } from "@/lib/shortcuts";
import { SearchFilterBar } from "./search-filters";
import classes from "./search-page.module.css";
import { SearchResults } from "./search-results";

const route = getRouteApi("/signed-in/search");
const TYPING_MS = 250;

/** What was said, by its words; people and conversations by name and number. */
export function SearchPage() {
  const { t } = useTranslation();
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Partial<SearchFilters>) =>
    void navigate({ search: (kept) => ({ ...kept, ...change }), replace: true });
  return (
    <main className={classes.page}>
      <PaneHeader nav>
        <Title order={1} fz="lg">
          {t("search.title")}
        </Title>
      </PaneHeader>
      <div className={classes.body}>
        <SearchBox q={filters.q ?? ""} onChange={(q) => set({ q: q || undefined })} />
        <SearchFilterBar filters={filters} onChange={set} />
        {filters.q ? <SearchResults filters={filters} /> : <Tips />}
      </div>
    </main>
  );
}

function SearchBox({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q);
  const later = useDebouncedCallback(onChange, TYPING_MS);
  useShortcuts({ "/": () => box.current?.focus() });
  const change = (value: string) => {
    setTyped(value);
    later(value);
  };
  const toHits = (event: KeyboardEvent) => {
    if (event.key === "Enter") onChange(typed);
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    box.current?.closest("main")?.querySelector<HTMLElement>("nav a, ul a")?.focus();
  };
  return (
    <TextInput
      ref={box}
      type="search"
      data-autofocus
      autoFocus
      maxLength={300}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={toHits}
      placeholder={t("search.placeholder")}
      aria-label={t("search.box")}
      leftSection={<IconSearch size={16} />}
      rightSection={
        typed && <CloseButton size="sm" aria-label={t("search.clear")} onClick={() => change("")} />
      }
    />
  );
}

const TIPS = {
  words: "refund order",
  phrase: '"tracking number"',
  without: "-solved",
  person: "from:@olga",
  time: "after:2026-11-01",
};

function Tips() {
  const { t } = useTranslation();
  return (
    <section className={classes.tips} aria-label={t("search.tips")}>
      <h2>{t("search.tips")}</h2>
      <dl>
        {Object.entries(TIPS).map(([name, example]) => (
          <div key={name}>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{t(`search.tips.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
