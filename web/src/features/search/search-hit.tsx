import { IconNote, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "@/api/types";
import { Age } from "@/components/age";
import { NetworkMark } from "@/components/network-mark";
import { StateBadge } from "@/components/state-badge";
import { VisibilityMark } from "@/components/visibility-mark";
import classes from "./search-page.module.css";
import { Snippet } from "./snippet";

interface Props {
  hit: SearchHit;
  link?: Ref<HTMLAnchorElement>;
}

export function Hit({ hit, link }: Props) {
  const { t } = useTranslation();
  const { conversation } = hit;
  return (
    <Link
      ref={link}
      to="/inbox/$view/{-$conversationId}"
      params={{ view: "all", conversationId: String(conversation.id) }}
      search={{ [hit.kind]: hit.id }}
      preload={false}
      className={classes.hit}
    >
      <span className={classes.line}>
        <NetworkMark network={conversation.network} size={16} />
        <strong className={classes.name}>{conversation.contact.name}</strong>
        <span className={classes.quiet}>#{conversation.number}</span>
        <StateBadge state={conversation.state} />
        {hit.visibility && <VisibilityMark visibility={hit.visibility} />}
        <Age at={hit.at} className={classes.time} />
      </span>
      <span className={classes.snippet}>
        {hit.kind === "note" && (
          <IconNote size={14} role="img" aria-label={t("search.note")} className={classes.mark} />
        )}
        {hit.deleted && (
          <IconTrash
            size={14}
            role="img"
            aria-label={t("search.deleted")}
            className={classes.mark}
          />
        )}
        {hit.direction !== "in" && (
          <span className={classes.quiet}>{hit.author.name || t("search.us")}: </span>
        )}
        <Snippet text={hit.snippet} ranges={hit.ranges} />
      </span>
    </Link>
  );
}
