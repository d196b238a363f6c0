import { useEffect, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMessages, useReadMessages, useSendMessage } from "@/api/practice";
import type { PracticeSite, Profile } from "@/api/practice-types";
import { ErrorBox } from "@/components/error-box";
import { notifyError } from "@/lib/errors";
import { PicturePicker } from "./picture-picker";
import { OwnText } from "./own-text";
import classes from "./practice.module.css";

export function Messages({ site, me }: { site: PracticeSite; me: Profile }) {
  const { t } = useTranslation();
  const messages = useMessages(site.site, me.handle);
  const { mutate: markRead } = useReadMessages(site.site);
  const unread = messages.data?.some(({ to, read_at }) => to === me.handle && !read_at);
  useEffect(() => {
    if (unread) markRead(me.handle);
  }, [unread, markRead, me.handle]);
  return (
    <section
      className={classes.card}
      aria-label={t("practice.messages", { brand: site.brand.name })}
    >
      <div className={classes.chat}>
        <div>
          {messages.isError && !messages.data && <ErrorBox error={messages.error} />}
          {messages.data?.length === 0 && (
            <p className={classes.empty}>{t("practice.noMessages", { brand: site.brand.name })}</p>
          )}
          {messages.data?.map((message) => (
            <div
              key={message.id}
              className={classes.chatLine}
              data-mine={message.from === me.handle || undefined}
            >
              <OwnText
                site={site.site}
                me={me.handle}
                owner={message.from === me.handle ? me.handle : undefined}
                words={message}
              />
            </div>
          ))}
        </div>
      </div>
      <NewMessage site={site} me={me} />
    </section>
  );
}

function NewMessage({ site, me }: { site: PracticeSite; me: Profile }) {
  const { t } = useTranslation();
  const send = useSendMessage(site.site);
  const [text, setText] = useState("");
  const [pictures, setPictures] = useState<string[]>([]);
  const empty = !text.trim() && pictures.length === 0;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (empty) return;
    send.mutate(
      { as: me.handle, text: text.trim(), pictures },
      {
        onSuccess: () => {
          setText("");
          setPictures([]);
        },
        onError: (error) => notifyError(error, t),
      },
    );
  };
  const label = t("practice.writeTo", { brand: site.brand.name });
  return (
    <form className={classes.newComment} onSubmit={submit}>
      <input
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={label}
        aria-label={label}
      />
      <PicturePicker site={site.site} pictures={pictures} onChange={setPictures} />
      <button type="submit" className={classes.button} disabled={send.isPending || empty}>
        {t("practice.send")}
      </button>
    </form>
  );
}
