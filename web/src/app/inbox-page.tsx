import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconMessages } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MessageBox } from "@/components/message-box";
import { SideDrawer } from "@/components/side-drawer";
import { ContactCard } from "@/features/contact/contact-card";
import { ConversationPane } from "@/features/conversation/conversation-pane";
import { ListPane } from "@/features/inbox/list-pane";
import { useShortcuts } from "@/lib/shortcuts";
import { useIsPhone, useIsWide } from "@/lib/widths";
import classes from "./inbox-page.module.css";

const route = getRouteApi("/signed-in/inbox/$view/{-$conversationId}");

/** List, conversation and contact beside each other; one after another where there is no room. */
export function InboxPage() {
  const { view, conversationId } = route.useParams();
  const { message, note, saved, ...search } = route.useSearch();
  const shown = message ? `message-${message}` : note ? `note-${note}` : undefined;
  const navigate = route.useNavigate();
  const phone = useIsPhone();
  const openId = Number(conversationId) || undefined;
  const back = () =>
    void navigate({
      to: ".",
      params: { view, conversationId: undefined },
      search: ({ message: _, note: __, ...kept }) => kept,
    });
  useShortcuts({ Escape: openId ? back : undefined });
  return (
    <main className={classes.page}>
      {(!phone || !openId) && (
        <section className={classes.list}>
          <ListPane filters={{ ...search, view }} saved={saved} openId={openId} />
        </section>
      )}
      {openId ? (
        <Opened key={openId} id={openId} shown={shown} onBack={back} />
      ) : (
        !phone && <NothingOpen />
      )}
    </main>
  );
}

function Opened({ id, shown, onBack }: { id: number; shown?: string; onBack: () => void }) {
  const { t } = useTranslation();
  const wide = useIsWide();
  const phone = useIsPhone();
  const [pinned, setPinned] = useLocalStorage({ key: "heard.contact-pinned", defaultValue: true });
  const [drawer, { open, close }] = useDisclosure();
  return (
    <>
      <section className={classes.conversation} aria-label={t("conversation.label")}>
        <ConversationPane
          id={id}
          shown={shown}
          onBack={onBack}
          onContact={wide ? () => setPinned(!pinned) : open}
        />
      </section>
      {wide && pinned && (
        <div className={classes.contact}>
          <ContactCard conversationId={id} onClose={() => setPinned(false)} />
        </div>
      )}
      {!wide && (
        <SideDrawer
          label={t("contact.label")}
          opened={drawer}
          onClose={close}
          position="right"
          size={phone ? "100%" : 340}
        >
          <ContactCard conversationId={id} onClose={close} />
        </SideDrawer>
      )}
    </>
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
