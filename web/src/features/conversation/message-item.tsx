import { Anchor, Popover, Rating, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconLock, IconRobot, IconTrash, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MessageEntry } from "@/api/timeline-types";
import { Age } from "@/components/age";
import { PersonAvatar } from "@/components/person-avatar";
import { formatFull } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { ApprovedLine } from "./approved-line";
import { Attachments } from "./attachments";
import { DeliveryLine } from "./delivery-line";
import { LinkCards } from "./link-cards";
import { LinkedText } from "./linked-text";
import { MessageMenu } from "./message-menu";
import { ModerationLine } from "./moderation-line";
import classes from "./timeline.module.css";

interface Props {
  message: MessageEntry;
  continued: boolean;
  conversationId: number;
}

export function MessageItem({ message, continued, conversationId }: Props) {
  const { t } = useTranslation();
  const { direction, visibility, author } = message;
  return (
    <article
      id={`message-${message.id}`}
      className={classes.message}
      data-direction={direction}
      data-visibility={visibility}
      data-continued={continued || undefined}
      aria-label={t(`timeline.${visibility}By`, { name: author.name })}
    >
      {direction === "in" &&
        (continued ? (
          <span />
        ) : (
          <PersonAvatar name={author.name} src={author.avatar_url} size={34} />
        ))}
      <div>
        {!continued && <Meta message={message} />}
        <div className={classes.words}>
          <Body message={message} />
          <MessageMenu message={message} conversationId={conversationId} />
        </div>
        <Marks message={message} />
        <ModerationLine message={message} conversationId={conversationId} />
        {message.delivery && !message.deleted_at && (
          <DeliveryLine
            message={message}
            delivery={message.delivery}
            conversationId={conversationId}
          />
        )}
        {message.direction === "out" && (
          <ApprovedLine message={message} conversationId={conversationId} />
        )}
      </div>
    </article>
  );
}

function Meta({ message }: { message: MessageEntry }) {
  const { t } = useTranslation();
  const Mark = message.visibility === "public" ? IconWorld : IconLock;
  return (
    <div className={classes.meta}>
      <span className={classes.author}>{message.author.name}</span>
      {message.author.kind === "bot" && (
        <IconRobot size={14} role="img" aria-label={t("timeline.bot")} />
      )}
      {message.author.kind === "network_app" && <span>{t("timeline.networkApp")}</span>}
      <span className={classes.kind}>
        <Mark size={13} aria-hidden /> {t(`visibility.${message.visibility}`)}
      </span>
      <Age at={message.at} />
      {message.external_url && (
        <Anchor href={message.external_url} target="_blank" rel="noreferrer" fz="xs">
          {t("timeline.seeThere")}
        </Anchor>
      )}
    </div>
  );
}

function Body({ message }: { message: MessageEntry }) {
  const { t } = useTranslation();
  return (
    <div
      className={classes.bubble}
      data-deleted={message.deleted_at !== null || undefined}
      data-hidden={message.hidden || undefined}
    >
      {message.quoted && (
        <blockquote className={classes.quote}>
          {message.quoted.author_name}: {message.quoted.text}
        </blockquote>
      )}
      {message.rating !== null && (
        <Rating
          value={message.rating}
          readOnly
          size="sm"
          mb={4}
          role="img"
          aria-label={t("timeline.rating", { count: message.rating })}
        />
      )}
      <span lang={message.language ?? undefined}>
        <LinkedText text={message.text} links={message.links} />
      </span>
      <Attachments message={message} />
      {message.deleted_at === null && <LinkCards message={message} />}
    </div>
  );
}

/** What has happened to the words since they were said. */
function Marks({ message }: { message: MessageEntry }) {
  const { t } = useTranslation();
  const deleted = message.deleted_at !== null;
  const ours = message.direction === "out";
  return (
    <>
      <Reactions message={message} />
      {(deleted || message.edited_at) && (
        <div className={classes.delivery}>
          {deleted && (
            <span className={classes.flag}>
              <IconTrash size={13} aria-hidden />{" "}
              {t(ours ? "timeline.deletedOurs" : "timeline.deleted")}
            </span>
          )}
          {message.edited_at && <Revisions message={message} />}
        </div>
      )}
    </>
  );
}

function Reactions({ message }: { message: MessageEntry }) {
  const { t } = useTranslation();
  if (message.reactions.length === 0) return null;
  return (
    <ul className={classes.reactions} aria-label={t("timeline.reactions")}>
      {message.reactions.map(({ emoji, by, ours }) => {
        const names = [...by, ...(ours ? [t("timeline.us")] : [])];
        return (
          <Tooltip key={emoji} label={names.join(", ")}>
            <li tabIndex={0} aria-label={`${emoji} ${names.join(", ")}`}>
              {emoji}
              {names.length > 1 && ` ${names.length}`}
            </li>
          </Tooltip>
        );
      })}
    </ul>
  );
}

function Revisions({ message }: { message: MessageEntry }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Popover width={320} shadow="md" withArrow trapFocus={false}>
      <Popover.Target>
        <UnstyledButton fz="xs" td="underline" c="dimmed">
          {t("timeline.edited")}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text fz="xs" fw={600} mb={6}>
          {t("timeline.before")}
        </Text>
        {message.revisions.map((revision) => (
          <div key={revision.at}>
            <Text fz="xs" c="dimmed">
              {formatFull(revision.at, locale)}
            </Text>
            <Text fz="sm" mb={8} style={{ whiteSpace: "pre-wrap" }}>
              {revision.text}
            </Text>
          </div>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
