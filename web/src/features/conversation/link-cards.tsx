import { Anchor, Skeleton } from "@mantine/core";
import { IconArrowRight, IconWorldWww } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLinkCard } from "@/api/links";
import type { LinkCard, MessageEntry } from "@/api/timeline-types";
import classes from "./link-cards.module.css";

/** What the links of a message lead to, as our server has read it: the other side does not learn who looks. */
export function LinkCards({ message }: { message: MessageEntry }) {
  const asked = [...new Map(message.links.map((link) => [link.url, link.card])).values()];
  return asked.map((path) => path && <Card key={path} path={path} />);
}

function Card({ path }: { path: string }) {
  const { data: card, isPending } = useLinkCard(path);
  if (isPending) return <Skeleton className={classes.waiting} radius={10} aria-hidden />;
  return card?.title ? <Shown card={card} title={card.title} /> : null;
}

function Shown({ card, title }: { card: LinkCard; title: string }) {
  return (
    <Anchor
      href={card.url}
      target="_blank"
      rel="noreferrer noopener nofollow"
      underline="never"
      className={classes.card}
    >
      {card.picture ? (
        <img src={card.picture} alt="" className={classes.picture} loading="lazy" />
      ) : (
        <span className={classes.picture} data-empty>
          <IconWorldWww size={22} stroke={1.4} aria-hidden />
        </span>
      )}
      <span className={classes.words}>
        <span className={classes.title} dir="auto">
          {title}
        </span>
        {card.description && (
          <span className={classes.description} dir="auto">
            {card.description}
          </span>
        )}
        <Place card={card} />
      </span>
    </Anchor>
  );
}

/** Where one comes to: also when the address shown only leads there. */
function Place({ card }: { card: LinkCard }) {
  const { t } = useTranslation();
  const own = new URL(card.url).hostname;
  const moved = bare(own) !== bare(card.host);
  return (
    <span className={classes.place}>
      {moved && (
        <>
          {bare(own)} <IconArrowRight size={12} role="img" aria-label={t("links.leadsTo")} />{" "}
        </>
      )}
      <span data-moved={moved || undefined}>{bare(card.host)}</span>
      {card.site && card.site.toLowerCase() !== bare(card.host) && ` · ${card.site}`}
    </span>
  );
}

const bare = (host: string) => host.replace(/^www\./u, "");
