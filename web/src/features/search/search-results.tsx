import { Loader } from "@mantine/core";
import { IconMoodEmpty } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSearch, useSearchCount } from "@/api/search";
import type { SearchFilters, SearchPage } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { MessageBox } from "@/components/message-box";
import { MoreButton } from "@/components/more-button";
import { NetworkMark } from "@/components/network-mark";
import { Hit } from "./search-hit";
import classes from "./search-page.module.css";

export function SearchResults({ filters }: { filters: SearchFilters }) {
  const { t } = useTranslation();
  const query = useSearch(filters);
  const holder = useRef<HTMLDivElement>(null);
  if (query.isPending)
    return (
      <Loader className={classes.loader} size="sm" role="status" aria-label={t("states.loading")} />
    );
  if (query.isError && !query.data)
    return <ErrorBox error={query.error} onRetry={() => void query.refetch()} />;
  const [first] = query.data.pages;
  const hits = query.data.pages.flatMap((page) => page.items);
  const found = hits.length > 0 || query.hasNextPage || first?.conversation || first?.people.length;
  if (!first || !found)
    return (
      <MessageBox
        icon={<IconMoodEmpty size={32} stroke={1.5} />}
        title={t("search.nothing", { q: filters.q })}
      >
        {t("search.nothingHelp")}
      </MessageBox>
    );
  return (
    <div ref={holder} onKeyDown={(event) => moveFocus(event, holder.current)}>
      <Jumps page={first} />
      <div className={classes.count} role="status">
        <Count filters={filters} />
      </div>
      <ul className={classes.hits} aria-label={t("search.hits")}>
        {hits.map((hit) => (
          <li key={`${hit.kind}-${hit.id}`}>
            <Hit hit={hit} />
          </li>
        ))}
      </ul>
      <MoreButton label={t("search.more")} query={query} />
    </div>
  );
}

/** Up and down go from one way to the next; Enter is the link's own. */
function moveFocus(event: KeyboardEvent, holder: HTMLElement | null) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = Array.from(holder?.querySelectorAll<HTMLAnchorElement>("a") ?? []);
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Count({ filters }: { filters: SearchFilters }) {
  const { t } = useTranslation();
  const { data } = useSearchCount(filters);
  if (!data) return null;
  return t(data.capped ? "search.countMore" : "search.count", { count: data.count });
}

function Jumps({ page: { conversation, people } }: { page: SearchPage }) {
  const { t } = useTranslation();
  if (!conversation && people.length === 0) return null;
  const ways = [
    ...(conversation
      ? [
          {
            id: conversation.id,
            network: conversation.network,
            name: t("search.number", { number: conversation.number }),
            more: conversation.contact.name,
          },
        ]
      : []),
    ...people.map((person) => ({
      id: person.conversation_id,
      network: person.network,
      name: person.name,
      more: person.handle ? `@${person.handle.replace(/^@/u, "")}` : "",
    })),
  ];
  return (
    <nav aria-label={t("search.jumps")} className={classes.jumps}>
      {ways.map((way) => (
        <Link
          key={`${way.id} ${way.name} ${way.more}`}
          to="/inbox/$view/{-$conversationId}"
          params={{ view: "all", conversationId: String(way.id) }}
          className={classes.jump}
        >
          <NetworkMark network={way.network} size={16} />
          <strong>{way.name}</strong>
          <span className={classes.quiet}>{way.more}</span>
        </Link>
      ))}
    </nav>
  );
}
