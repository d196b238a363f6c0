import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import {
  IconArrowLeft,
  IconHandStop,
  IconLayoutSidebarRight,
  IconMailCheck,
  IconRotate,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useClaim, useNotSpam, useReopen, useSetTags } from "@/api/conversation";
import { useSession } from "@/api/session";
import type { Conversation } from "@/api/types";
import { DueMark } from "@/components/due-mark";
import { NetworkMark } from "@/components/network-mark";
import { PaneHeader } from "@/components/pane-header";
import { StateBadge } from "@/components/state-badge";
import { TagsMenu } from "@/components/tags-menu";
import { VipMark } from "@/components/vip-mark";
import { notifyError } from "@/lib/errors";
import { useIsPhone } from "@/lib/widths";
import { AssignMenu } from "./assign-menu";
import classes from "./conversation-header.module.css";
import { LanguageMenu } from "./language-menu";
import { PriorityMenu } from "./priority-menu";
import { ResolveMenu } from "./resolve-menu";
import { SnoozeMenu } from "./snooze-menu";

export type MenuName = "assign" | "tags" | "resolve" | "snooze";

interface Props {
  conversation: Conversation;
  openMenu: MenuName | null;
  onMenu: (menu: MenuName | null) => void;
  onBack: () => void;
  onContact: () => void;
}

export function ConversationHeader(props: Props) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const { conversation, onBack, onContact } = props;
  return (
    <div className={classes.header}>
      <PaneHeader>
        {phone && (
          <ActionIcon variant="subtle" color="gray" onClick={onBack} aria-label={t("actions.back")}>
            <IconArrowLeft size={20} />
          </ActionIcon>
        )}
        <h1 className={classes.title}>
          <NetworkMark network={conversation.network} size={18} />
          <button type="button" className={classes.name} onClick={onContact}>
            {conversation.contact.name}
          </button>
          {conversation.contact.vip && <VipMark size={16} />}
          <span className={classes.number}>#{conversation.number}</span>
          {!phone && <StateBadge state={conversation.state} />}
          {!phone && conversation.due_at && <DueMark at={conversation.due_at} />}
        </h1>
        <MainAction {...props} />
        <Tooltip label={t("contact.toggle")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onContact}
            aria-label={t("contact.toggle")}
          >
            <IconLayoutSidebarRight size={19} />
          </ActionIcon>
        </Tooltip>
      </PaneHeader>
      <Tools {...props} />
    </div>
  );
}

function MainAction({ conversation, openMenu, onMenu }: Props) {
  const { t } = useTranslation();
  const reopen = useReopen(conversation.id);
  if (!conversation.permitted.includes("resolve")) return null;
  if (conversation.state !== "resolved") {
    return (
      <ResolveMenu
        conversationId={conversation.id}
        opened={openMenu === "resolve"}
        onChange={(opened) => onMenu(opened ? "resolve" : null)}
      />
    );
  }
  if (conversation.resolve_reason === "spam") return <NotSpam conversation={conversation} />;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconRotate size={15} />}
      loading={reopen.isPending}
      onClick={() => reopen.mutate(undefined, { onError: (error) => notifyError(error, t) })}
    >
      {t("conversation.reopen")}
    </Button>
  );
}

/** Re-opens it as well, and for good: no word files this person again. */
function NotSpam({ conversation }: Pick<Props, "conversation">) {
  const { t } = useTranslation();
  const notSpam = useNotSpam(conversation.id);
  return (
    <Tooltip label={t("conversation.notSpamHelp")}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconMailCheck size={15} />}
        loading={notSpam.isPending}
        onClick={() => notSpam.mutate(undefined, { onError: (error) => notifyError(error, t) })}
      >
        {t("conversation.notSpam")}
      </Button>
    </Tooltip>
  );
}

function Tools({ conversation, openMenu, onMenu }: Props) {
  const { t } = useTranslation();
  const { user } = useSession();
  const phone = useIsPhone();
  const claim = useClaim(conversation.id, user.id);
  const setTags = useSetTags(conversation.id);
  const { permitted, assignee_id } = conversation;
  const onError = (error: unknown) => notifyError(error, t);
  return (
    <Group className={classes.tools} gap={6}>
      {phone && <StateBadge state={conversation.state} />}
      {phone && conversation.due_at && <DueMark at={conversation.due_at} />}
      <AssignMenu
        conversation={conversation}
        opened={openMenu === "assign"}
        onChange={(opened) => onMenu(opened ? "assign" : null)}
      />
      {assignee_id === null && permitted.includes("reply") && (
        <Button
          variant="light"
          size="compact-xs"
          leftSection={<IconHandStop size={14} />}
          loading={claim.isPending}
          onClick={() => claim.mutate({}, { onError })}
        >
          {t("conversation.claim")}
        </Button>
      )}
      <PriorityMenu conversation={conversation} />
      <LanguageMenu conversation={conversation} />
      <TagsMenu
        tags={conversation.tags}
        disabled={!permitted.includes("tag")}
        onSet={(tags) => setTags.mutate(tags, { onError })}
        opened={openMenu === "tags"}
        onChange={(opened) => onMenu(opened ? "tags" : null)}
      />
      {permitted.includes("resolve") && (
        <SnoozeMenu
          conversation={conversation}
          opened={openMenu === "snooze"}
          onChange={(opened) => onMenu(opened ? "snooze" : null)}
        />
      )}
    </Group>
  );
}
