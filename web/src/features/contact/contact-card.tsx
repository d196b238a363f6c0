import { ActionIcon, Skeleton, Text, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useConversation } from "@/api/conversation";
import type { ContactCard as Contact, RecentConversation } from "@/api/types";
import { Age } from "@/components/age";
import { NetworkMark } from "@/components/network-mark";
import { PaneHeader } from "@/components/pane-header";
import { PersonAvatar } from "@/components/person-avatar";
import { StateBadge } from "@/components/state-badge";
import { VipMark } from "@/components/vip-mark";
import { formatDate } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { lazily } from "@/lib/lazily";
import classes from "./contact-card.module.css";
import { IdentityItem } from "./identity-item";

// What can be done with a person is not part of the first load.
const PersonPanel = lazily(() => import("./person-panel").then((module) => module.PersonPanel));

/** Who we are talking to, from the conversation that is open. */
export function ContactCard({
  conversationId,
  onClose,
}: {
  conversationId: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data } = useConversation(conversationId);
  return (
    <aside className={classes.card} aria-label={t("contact.label")}>
      <PaneHeader>
        <Title order={2} fz="md" flex={1}>
          {t("contact.label")}
        </Title>
        <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("contact.hide")}>
          <IconX size={18} />
        </ActionIcon>
      </PaneHeader>
      {data ? <Body contact={data.contact} openId={conversationId} /> : <CardSkeleton />}
    </aside>
  );
}

function Body({ contact, openId }: { contact: Contact; openId: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const recent = contact.recent.filter(({ id }) => id !== openId);
  return (
    <div className={classes.body}>
      <div className={classes.face}>
        <PersonAvatar name={contact.name} src={contact.identities[0]?.avatar_url} size={60} />
        <Text fw={650} fz="lg" mt={8}>
          {contact.name} {contact.vip && <VipMark size={16} />}
        </Text>
        {contact.mute && <span className={classes.muted}>{t(`contact.mute.${contact.mute}`)}</span>}
        <Text fz="xs" c="dimmed">
          {t("contact.since", { date: formatDate(contact.first_seen_at, locale) })}
        </Text>
        <Text fz="xs" c="dimmed">
          {t("contact.conversations", { count: contact.conversation_count })}
        </Text>
      </div>
      <h3 className={classes.heading}>{t("contact.identities")}</h3>
      {contact.identities.map((identity) => (
        <IdentityItem key={identity.id} identity={identity} />
      ))}
      <PersonPanel key={contact.id} fallback={<Skeleton h={180} mt="lg" />} id={contact.id} />
      <h3 className={classes.heading}>{t("contact.recent")}</h3>
      {recent.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t("contact.firstTime")}
        </Text>
      )}
      {recent.map((conversation) => (
        <RecentItem key={conversation.id} conversation={conversation} />
      ))}
      <Link
        to="/contacts/$contactId"
        params={{ contactId: String(contact.id) }}
        preload={false}
        className={classes.all}
      >
        {t("contact.all")}
      </Link>
    </div>
  );
}

function RecentItem({ conversation }: { conversation: RecentConversation }) {
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      params={{ view: "all", conversationId: String(conversation.id) }}
      className={classes.recent}
    >
      <span className={classes.recentHead}>
        <NetworkMark network={conversation.network} size={14} />#{conversation.number}
        <StateBadge state={conversation.state} />
        <Age at={conversation.last_message_at} className={classes.when} />
      </span>
      <span className={classes.preview}>{conversation.preview}</span>
    </Link>
  );
}

function CardSkeleton() {
  return (
    <div className={classes.body}>
      <Skeleton circle h={60} mx="auto" mb="md" />
      <Skeleton h={14} w="60%" mx="auto" mb="xl" />
      <Skeleton h={40} />
    </div>
  );
}
