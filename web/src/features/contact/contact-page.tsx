import { Button, Skeleton, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePerson, usePersonConversations, usePersonMessages } from "@/api/contacts";
import type { Person, PersonMessage, Row } from "@/api/types";
import { Age } from "@/components/age";
import { ErrorBox } from "@/components/error-box";
import { NetworkMark } from "@/components/network-mark";
import { PaneHeader } from "@/components/pane-header";
import { StateBadge } from "@/components/state-badge";
import { VipMark } from "@/components/vip-mark";
import { VisibilityMark } from "@/components/visibility-mark";
import card from "./contact-card.module.css";
import { IdentityItem } from "./identity-item";
import classes from "./person.module.css";
import { PersonPanel } from "./person-panel";

/** One person: what is known of them, and everything said with them over all networks. */
export function ContactPage() {
  const { t } = useTranslation();
  const { contactId } = useParams({ from: "/signed-in/contacts/$contactId" });
  const id = Number(contactId);
  const person = usePerson(id);
  return (
    <main className={classes.page}>
      <PaneHeader nav>
        <Button
          variant="subtle"
          size="compact-sm"
          color="gray"
          leftSection={<IconArrowLeft size={16} />}
          onClick={() => window.history.back()}
        >
          {t("actions.back")}
        </Button>
        <Title order={1} fz="lg">
          {person.data?.name ?? t("contact.label")} {person.data?.vip && <VipMark size={16} />}
        </Title>
      </PaneHeader>
      {person.isError && !person.data ? (
        <ErrorBox error={person.error} onRetry={() => void person.refetch()} />
      ) : (
        <div className={classes.columns}>
          <aside aria-label={t("contact.label")}>
            {person.data && <Profiles person={person.data} />}
            <PersonPanel id={id} />
          </aside>
          <div>
            <Conversations id={id} />
            <History id={id} />
          </div>
        </div>
      )}
    </main>
  );
}

function Profiles({ person }: { person: Person }) {
  const { t } = useTranslation();
  return (
    <>
      <h2 className={card.heading}>{t("contact.identities")}</h2>
      {person.identities.map((identity) => (
        <IdentityItem key={identity.id} identity={identity} />
      ))}
    </>
  );
}

interface Pages<T> {
  data?: { pages: { items: T[] }[] };
  isError: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface SectionProps<T> {
  title: string;
  pages: Pages<T>;
  children: (item: T) => ReactNode;
}

function Section<T>({ title, pages, children }: SectionProps<T>) {
  const { t } = useTranslation();
  const items = pages.data?.pages.flatMap((page) => page.items);
  return (
    <section aria-label={title}>
      <h2 className={card.heading}>{title}</h2>
      {pages.isError && !items && (
        <ErrorBox error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {!items && !pages.isError && <Skeleton h={120} />}
      {items?.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t("contact.nothing")}
        </Text>
      )}
      <ul className={classes.history}>{items?.map(children)}</ul>
      {pages.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t("contact.more")}
        </Button>
      )}
    </section>
  );
}

function Conversations({ id }: { id: number }) {
  const { t } = useTranslation();
  const pages = usePersonConversations(id);
  return (
    <Section title={t("contact.all")} pages={pages}>
      {(row: Row) => (
        <li key={row.id}>
          <ToConversation id={row.id} className={card.recent}>
            <span className={card.recentHead}>
              <NetworkMark network={row.network} size={14} />#{row.number}
              <StateBadge state={row.state} />
              <Age at={row.last_message_at} className={card.when} />
            </span>
            <span className={card.preview}>{row.preview}</span>
          </ToConversation>
        </li>
      )}
    </Section>
  );
}

function History({ id }: { id: number }) {
  const { t } = useTranslation();
  const pages = usePersonMessages(id);
  return (
    <Section title={t("contact.history")} pages={pages}>
      {(said: PersonMessage) => <Said key={said.message.id} said={said} />}
    </Section>
  );
}

function Said({ said }: { said: PersonMessage }) {
  const { t } = useTranslation();
  const { message } = said;
  return (
    <li className={classes.message}>
      <div className={classes.noteHead}>
        <NetworkMark network={said.network} size={14} />
        <VisibilityMark visibility={message.visibility} />
        <b>{message.author.name || t("timeline.us")}</b>
        <ToConversation id={said.conversation_id}>#{said.number}</ToConversation>
        <Age at={message.at} />
      </div>
      <p className={classes.words}>
        {message.deleted_at ? <i>{t("timeline.deleted")}</i> : message.text}
        {message.attachments.length > 0 &&
          ` [${message.attachments.map(({ name, kind }) => name ?? kind).join(", ")}]`}
      </p>
    </li>
  );
}

interface LinkProps {
  id: number;
  className?: string;
  children: ReactNode;
}

function ToConversation({ id, className, children }: LinkProps) {
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      params={{ view: "all", conversationId: String(id) }}
      preload={false}
      className={className ?? card.all}
    >
      {children}
    </Link>
  );
}
