import { Badge, Button, Menu } from "@mantine/core";
import { IconTrash, IconUserPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RELATIONSHIPS } from "@/api/choices";
import { useChangePerson } from "@/api/contacts";
import { usePermission } from "@/api/session";
import type { StreamItem } from "@/api/types";
import { Age } from "@/components/age";
import { NetworkMark } from "@/components/network-mark";
import { PersonAvatar } from "@/components/person-avatar";
import { StateBadge } from "@/components/state-badge";
import { VipMark } from "@/components/vip-mark";
import { VisibilityMark } from "@/components/visibility-mark";
import { notifyError } from "@/lib/errors";
import classes from "./stream-page.module.css";

export function StreamRow({ item }: { item: StreamItem }) {
  const { t } = useTranslation();
  const { said } = item;
  const { contact, ...conversation } = said.conversation;
  return (
    <article className={classes.row}>
      <PersonAvatar name={contact.name} src={contact.avatar_url} />
      <div className={classes.content}>
        <div className={classes.line}>
          <Link
            to="/contacts/$contactId"
            params={{ contactId: String(contact.id) }}
            className={classes.name}
          >
            {contact.name}
          </Link>
          {contact.vip && <VipMark size={14} />}
          <NetworkMark network={conversation.network} size={16} />
          {said.visibility && <VisibilityMark visibility={said.visibility} />}
          <Familiarity item={item} />
          <Age at={said.at} className={classes.time} />
        </div>
        <Link
          data-said
          to="/inbox/$view/{-$conversationId}"
          params={{ view: "all", conversationId: String(conversation.id) }}
          search={{ message: said.id }}
          className={classes.said}
        >
          {said.deleted && (
            <IconTrash
              size={14}
              role="img"
              aria-label={t("search.deleted")}
              className={classes.mark}
            />
          )}
          {said.snippet || t("stream.noWords")}
        </Link>
        <div className={classes.line}>
          <StateBadge state={conversation.state} />
          <span className={classes.quiet}>#{conversation.number}</span>
          <PutDown contactId={contact.id} name={contact.name} relationship={item.relationship} />
        </div>
      </div>
    </article>
  );
}

/** Whether we have heard of this person before. */
function Familiarity({ item }: { item: StreamItem }) {
  const { t } = useTranslation();
  if (item.first)
    return (
      <Badge size="sm" variant="light" color="pine" title={t("stream.firstHelp")} flex="none">
        {t("stream.first")}
      </Badge>
    );
  if (item.earlier === 0) return null;
  return <span className={classes.quiet}>{t("stream.earlier", { count: item.earlier })}</span>;
}

interface PutDownProps {
  contactId: number;
  name: string;
  relationship: StreamItem["relationship"];
}

/** Puts a person down as what they are to us, without leaving the stream. */
function PutDown({ contactId, name, relationship }: PutDownProps) {
  const { t } = useTranslation();
  const permitted = usePermission("contacts.edit");
  const change = useChangePerson(contactId);
  const put = (value: StreamItem["relationship"]) =>
    change.mutate({ relationship: value }, { onError: (error) => notifyError(error, t) });
  const label = relationship ? t(`relationship.${relationship}`) : t("stream.put");
  if (!permitted) return relationship && <span className={classes.quiet}>{label}</span>;
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          loading={change.isPending}
          leftSection={<IconUserPlus size={14} aria-hidden />}
          aria-label={`${label}: ${name}`}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {RELATIONSHIPS.map((value) => (
          <Menu.Item key={value} onClick={() => put(value)}>
            {t(`relationship.${value}`)}
          </Menu.Item>
        ))}
        {relationship && <Menu.Item onClick={() => put(null)}>{t("stream.remove")}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
