import { IconMessages } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { nextInList } from "@/api/conversation-cache";
import { useConversations } from "@/api/inbox";
import { MessageBox } from "@/components/message-box";
import { ListPane } from "@/features/inbox/list-pane";
import { lazily } from "@/lib/lazily";
import { useShortcuts } from "@/lib/shortcuts";
import { useIsPhone } from "@/lib/widths";
import classes from "./inbox-page.module.css";

const route = getRouteApi("/signed-in/inbox/$view/{-$conversationId}");
// The list comes first; what a conversation needs is fetched once there is one to choose.
const Opened = lazily(() => import("./opened").then((module) => module.default));
const AFTER_PAINT_MS = 100;

/** List, conversation and contact beside each other; one after another where there is no room. */
export function InboxPage() {
  const { view, conversationId } = route.useParams();
  const search = route.useSearch();
  const { message, note, saved } = search;
  const shown = message ? `message-${message}` : note ? `note-${note}` : undefined;
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const phone = useIsPhone();
  // The same as long as they say the same, so that the list is not drawn again for every conversation that is opened.
  const filters = useMemo(() => {
    const { message: _, note: __, saved: ___, ...narrowed } = search;
    return { ...narrowed, view };
  }, [search, view]);
  const openId = Number(conversationId) || undefined;
  const open = (id: number | undefined) =>
    void navigate({
      to: ".",
      params: { view, conversationId: id === undefined ? undefined : String(id) },
      search: ({ message: _, note: __, ...kept }) => kept,
    });
  const back = () => open(undefined);
  useShortcuts({ Escape: openId ? back : undefined });
  const { isSuccess } = useConversations(filters);
  useEffect(() => {
    if (!isSuccess) return undefined;
    // A server that is away for a moment costs nothing here: it is asked again when it is needed.
    const timer = window.setTimeout(() => void Opened.preload(), AFTER_PAINT_MS);
    return () => window.clearTimeout(timer);
  }, [isSuccess]);
  return (
    <main className={classes.page}>
      {(!phone || !openId) && (
        <section className={classes.list}>
          <ListPane filters={filters} saved={saved} openId={openId} />
        </section>
      )}
      {openId ? (
        <Opened
          key={openId}
          fallback={<section className={classes.conversation} />}
          id={openId}
          shown={shown}
          onBack={back}
          onNext={() => open(nextInList(client, filters, openId))}
          onReturn={() => open(openId)}
        />
      ) : (
        !phone && <NothingOpen />
      )}
    </main>
  );
}

function NothingOpen() {
  const { t } = useTranslation();
  return (
    <section className={classes.conversation}>
      <MessageBox icon={<IconMessages size={36} stroke={1.4} />} title={t("conversation.none")}>
        {t("conversation.noneHelp")}
      </MessageBox>
    </section>
  );
}
