import { Checkbox } from "@mantine/core";
import { useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/people";
import type { Conversation } from "@/api/types";
import { Uploads } from "@/components/uploads";
import { ComposerHead, ICONS } from "./composer-head";
import { ComposerNotices } from "./composer-notices";
import { ComposerText } from "./composer-text";
import { ComposerTools } from "./composer-tools";
import classes from "./composer.module.css";
import { IntroduceHint } from "./introduce-hint";
import { MacroActions } from "./macro-actions";
import { SendButton, type SendMenu } from "./send-button";
import { useComposer, type Composer as ComposerState } from "./use-composer";
import { usePictures } from "./use-pictures";
import { useSend } from "./use-send";
import { useSentAway } from "./use-sent-away";

interface Props {
  conversation: Conversation;
  onTyping: () => void;
  /** Go on to the next conversation of the list, and come back to this one. */
  onNext: () => void;
  onReturn: () => void;
}

export function Composer({ conversation, onTyping, onNext, onReturn }: Props) {
  const { t } = useTranslation();
  const composer = useComposer(conversation);
  const { data: members = [] } = useMembers();
  const away = useSentAway(conversation, onReturn);
  const { send, error, forget } = useSend(conversation, composer, members, { onNext, ...away });
  const pictures = usePictures(composer, conversation.id);
  const [dropping, setDropping] = useState(false);
  const [sendMenu, setSendMenu] = useState<SendMenu | null>(null);
  const { mode } = composer;
  const drop = (event: DragEvent) => {
    setDropping(false);
    if (pictures.most > 0 && pictures.add(event.dataTransfer.files)) event.preventDefault();
  };
  return (
    <section
      className={classes.composer}
      data-mode={mode}
      data-dropping={(dropping && pictures.most > 0) || undefined}
      aria-label={t("composer.label")}
      onDragOver={(event) => {
        if (pictures.most === 0 || !event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={drop}
      onPaste={(event) => {
        if (pictures.most > 0 && pictures.add(event.clipboardData.files)) event.preventDefault();
      }}
    >
      <ComposerHead conversation={conversation} composer={composer} />
      <ComposerNotices
        conversation={conversation}
        composer={composer}
        error={error}
        onTakenOver={forget}
        onSendAnyway={() => send()}
      />
      <ComposerText
        conversation={conversation}
        composer={composer}
        members={mode === "note" ? members : []}
        onTyping={onTyping}
        onSend={send}
        onLater={() => {
          if (composer.ready && mode !== "note") setSendMenu("later");
        }}
      />
      <Uploads
        label={t("composer.pictures")}
        className={classes.pictures}
        pictures={composer.pictures}
        coming={pictures.coming}
        onRemove={pictures.remove}
      />
      <Signature composer={composer} />
      <div className={classes.hint}>
        <IntroduceHint conversation={conversation} composer={composer} />
      </div>
      <MacroActions composer={composer} />
      <div className={classes.foot}>
        <ComposerTools conversation={conversation} composer={composer} pictures={pictures} />
        <Audience conversation={conversation} composer={composer} />
        <Counter composer={composer} />
        <SendButton
          conversation={conversation}
          composer={composer}
          menu={sendMenu}
          onMenu={setSendMenu}
          onSend={send}
        />
      </div>
    </section>
  );
}

/** What will stand under the reply, as it will look. */
function Signature({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation();
  const { signature, mayLeaveOff, unsigned, text, setUnsigned } = composer;
  if (!signature && !mayLeaveOff) return null;
  const twice = signature !== "" && text.trimEnd().endsWith(signature);
  return (
    <div className={classes.signature}>
      {!twice && <span>{signature}</span>}
      {mayLeaveOff && (
        <Checkbox
          size="xs"
          label={t("composer.sign")}
          checked={!unsigned}
          onChange={(event) => setUnsigned(!event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

/** Who will read this: said in words, above any colour. */
function Audience({
  conversation,
  composer,
}: {
  conversation: Conversation;
  composer: ComposerState;
}) {
  const { t } = useTranslation();
  const { mode, option } = composer;
  const AudienceIcon = ICONS[mode];
  const key = mode === "private" && option?.opens_private ? "opensPrivate" : mode;
  return (
    <p className={classes.audience}>
      <AudienceIcon size={14} aria-hidden />
      <span>{t(`composer.audience.${key}`, { name: conversation.contact.name })}</span>
    </p>
  );
}

function Counter({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation();
  const { length, limit, tooLong } = composer;
  if (limit === null || (length === 0 && !tooLong)) return null;
  const left = limit - length;
  if (left > 200 && length < limit / 2) return null;
  return (
    <span className={classes.counter} data-over={tooLong || undefined} role="status">
      <span aria-hidden>{left}</span>
      <span className={classes.hidden}>
        {tooLong ? t("composer.over", { count: -left }) : t("composer.left", { count: left })}
      </span>
    </span>
  );
}
