import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMarkRead, useUnread } from "@/api/notifications";
import { SideDrawer } from "@/components/side-drawer";
import { ContactCard } from "@/features/contact/contact-card";
import { ConversationPane } from "@/features/conversation/conversation-pane";
import { useIsPhone, useIsWide } from "@/lib/widths";
import classes from "./inbox-page.module.css";

interface Props {
  id: number;
  shown?: string;
  onBack: () => void;
  onNext: () => void;
  onReturn: () => void;
}

/** What is open before a person's eyes, they need not be told of. */
function useTold(id: number) {
  const { data: unread } = useUnread();
  const { mutate } = useMarkRead();
  const concerned = unread?.items.some(({ conversation_id }) => conversation_id === id) ?? false;
  useEffect(() => {
    if (concerned && !document.hidden) mutate({ conversation_id: id });
  }, [concerned, id, mutate]);
}

/** The open conversation, with the contact beside it. */
export default function Opened({ id, ...rest }: Props) {
  const { t } = useTranslation();
  useTold(id);
  const wide = useIsWide();
  const phone = useIsPhone();
  const [pinned, setPinned] = useLocalStorage({ key: "heard.contact-pinned", defaultValue: true });
  const [drawer, { open, close }] = useDisclosure();
  return (
    <>
      <section className={classes.conversation} aria-label={t("conversation.label")}>
        <ConversationPane id={id} onContact={wide ? () => setPinned(!pinned) : open} {...rest} />
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
