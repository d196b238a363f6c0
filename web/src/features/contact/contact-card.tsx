import { ActionIcon, Anchor, Skeleton, Text, Title } from "@mantine/core";
import { IconRosetteDiscountCheckFilled, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useConversation } from "@/api/conversation";
import type { ContactCard as Contact, Identity, RecentConversation } from "@/api/types";
import { Age } from "@/components/age";
import { NetworkMark } from "@/components/network-mark";
import { PaneHeader } from "@/components/pane-header";
import { PersonAvatar } from "@/components/person-avatar";
import { StateBadge } from "@/components/state-badge";
import { formatDate } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import classes from "./contact-card.module.css";

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
          {contact.name}
        </Text>
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
      <h3 className={classes.heading}>{t("contact.recent")}</h3>
      {recent.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t("contact.firstTime")}
        </Text>
      )}
      {recent.map((conversation) => (
        <RecentItem key={conversation.id} conversation={conversation} />
      ))}
    </div>
  );
}

function IdentityItem({ identity }: { identity: Identity }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <div className={classes.identity}>
      <NetworkMark network={identity.network} size={20} />
      <div style={{ minWidth: 0 }}>
        <Text fz="sm" fw={600} className={classes.handle}>
          {identity.profile_url ? (
            <Anchor href={identity.profile_url} target="_blank" rel="noreferrer" fz="sm" fw={600}>
              {identity.handle ?? identity.name}
            </Anchor>
          ) : (
            (identity.handle ?? identity.name)
          )}
          {identity.verified && (
            <IconRosetteDiscountCheckFilled
              size={15}
              color="var(--mantine-color-blue-6)"
              role="img"
              aria-label={t("contact.verified")}
            />
          )}
        </Text>
        {identity.followers !== null && (
          <Text fz="xs" c="dimmed">
            {t("contact.followers", {
              count: identity.followers,
              shown: new Intl.NumberFormat(locale, { notation: "compact" }).format(
                identity.followers,
              ),
            })}
          </Text>
        )}
        {identity.bio && <Text fz="xs">{identity.bio}</Text>}
      </div>
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
