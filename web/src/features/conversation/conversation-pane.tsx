import { Skeleton } from "@mantine/core";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { useClaim, useConversation, useMarkSeen } from "@/api/conversation";
import { usePermission, useSession } from "@/api/session";
import type { Action, Conversation } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { PaneHeader } from "@/components/pane-header";
import { changeDraft, draftKey, type ComposerMode } from "@/lib/drafts";
import { notifyError } from "@/lib/errors";
import { useCommands } from "@/lib/commands";
import { lazily } from "@/lib/lazily";
import { useShortcuts } from "@/lib/shortcuts";
import { Composer } from "./composer";
import { ConversationHeader, type MenuName } from "./conversation-header";
import { COMPOSER_TEXT_ID } from "./insert-text";
import { Timeline } from "./timeline";
import { useApprovalKeys } from "./use-approval-keys";
import { useMessageKeys } from "./use-message-keys";
import { usePresence } from "./use-presence";
import { useUndo } from "./use-undo";

const FindBar = lazily(() => import("./find-bar").then((module) => module.FindBar));

interface Props {
  id: number;
  /** The entry to scroll to: `message-1`, `note-1`. */
  shown?: string;
  onBack: () => void;
  onContact: () => void;
  /** The next conversation of the list, and back to this one. */
  onNext: () => void;
  onReturn: () => void;
}

export function ConversationPane({ id, ...rest }: Props) {
  const query = useConversation(id);
  if (query.data) return <Loaded conversation={query.data} {...rest} />;
  if (query.isError) return <ErrorBox error={query.error} onRetry={() => void query.refetch()} />;
  return <HeaderSkeleton />;
}

function HeaderSkeleton() {
  const { t } = useTranslation();
  return (
    <PaneHeader>
      <div role="status" aria-label={t("states.loading")} style={{ width: "100%" }}>
        <Skeleton h={18} w="40%" mb={8} />
        <Skeleton h={14} w="60%" />
      </div>
    </PaneHeader>
  );
}

type LoadedProps = Omit<Props, "id"> & { conversation: Conversation };

function Loaded({ conversation, shown, onBack, onContact, onNext, onReturn }: LoadedProps) {
  const [openMenu, setOpenMenu] = useState<MenuName | null>(null);
  const onTyping = usePresence(conversation.id);
  useSeen(conversation);
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState<string>();
  useConversationKeys(conversation, setOpenMenu, () => setFinding(true));
  return (
    <>
      <ConversationHeader
        conversation={conversation}
        openMenu={openMenu}
        onMenu={setOpenMenu}
        onBack={onBack}
        onContact={onContact}
      />
      {finding && (
        <FindBar
          conversationId={conversation.id}
          onShow={setFound}
          onClose={() => setFinding(false)}
        />
      )}
      <Timeline conversation={conversation} shown={found ?? shown} />
      <Composer
        conversation={conversation}
        onTyping={onTyping}
        onNext={onNext}
        onReturn={onReturn}
      />
    </>
  );
}

/** What is open before a person's eyes has been seen, also what comes in meanwhile. */
function useSeen({ id, unread }: Conversation) {
  const { mutate } = useMarkSeen(id);
  useEffect(() => {
    if (unread && !document.hidden) mutate();
  }, [id, unread, mutate]);
}

function useConversationKeys(
  conversation: Conversation,
  openMenu: (menu: MenuName) => void,
  find: () => void,
) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { undoLast } = useUndo(conversation.id);
  const { openMenu: openMessageMenu, like } = useMessageKeys(conversation.id);
  const approval = useApprovalKeys(conversation.id);
  const moderates = usePermission("messages.moderate");
  const claim = useClaim(conversation.id, user.id);
  const { permitted } = conversation;
  const write = (mode: ComposerMode) => () => {
    const offered =
      mode === "note" || conversation.reply_options.some(({ visibility }) => visibility === mode);
    if (!offered) return;
    // At once, so that the next key is already a letter and not a shortcut.
    flushSync(() => changeDraft(draftKey(user.id, conversation.id), { mode }));
    document.getElementById(COMPOSER_TEXT_ID)?.focus();
  };
  const publicOrPrivate = conversation.reply_options.some(
    ({ visibility }) => visibility === "public",
  )
    ? "public"
    : "private";
  const may = (action: Action, run: () => void) => (permitted.includes(action) ? run : undefined);
  const actions = {
    r: ["reply", may("reply", write(publicOrPrivate))],
    p: ["privateReply", may("reply", write("private"))],
    n: ["note", may("note", write("note"))],
    a: ["assign", may("assign", () => openMenu("assign"))],
    t: ["tags", may("tag", () => openMenu("tags"))],
    e: [
      "resolve",
      may("resolve", () => {
        if (conversation.state !== "resolved") openMenu("resolve");
      }),
    ],
    z: ["snooze", may("resolve", () => openMenu("snooze"))],
    c: [
      "claim",
      may("reply", () => claim.mutate({}, { onError: (error) => notifyError(error, t) })),
    ],
    u: ["undo", undoLast],
    s: ["find", find],
    y: ["approve", approval.approve],
    v: ["editAndApprove", approval.edit],
    d: ["reject", approval.reject],
    l: ["like", moderates ? like : undefined],
    m: ["messageMenu", moderates ? openMessageMenu : undefined],
  } satisfies Record<string, [string, (() => void) | undefined]>;
  useShortcuts(Object.fromEntries(Object.entries(actions).map(([key, [, run]]) => [key, run])));
  useCommands(
    Object.entries(actions).flatMap(([key, [name, run]]) =>
      run
        ? { id: name, group: "act" as const, label: t(`shortcuts.${name}`), keys: [key], run }
        : [],
    ),
  );
}
