import { Button, Group, NativeSelect, SegmentedControl } from "@mantine/core";
import { IconLock, IconNote, IconWorld, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/people";
import type { Conversation } from "@/api/types";
import type { ComposerMode } from "@/lib/drafts";
import { ComposerNotices } from "./composer-notices";
import { ComposerText } from "./composer-text";
import classes from "./composer.module.css";
import { useComposer, useSend, type Composer as ComposerState } from "./use-composer";

const ICONS: Record<ComposerMode, Icon> = { public: IconWorld, private: IconLock, note: IconNote };

interface Props {
  conversation: Conversation;
  onTyping: () => void;
}

export function Composer({ conversation, onTyping }: Props) {
  const { t } = useTranslation();
  const composer = useComposer(conversation);
  const { data: members = [] } = useMembers();
  const { send, ready, error, forget } = useSend(conversation, composer, members);
  const { mode } = composer;
  return (
    <section className={classes.composer} data-mode={mode} aria-label={t("composer.label")}>
      <ModeSwitch conversation={conversation} composer={composer} />
      <ComposerNotices
        conversation={conversation}
        composer={composer}
        error={error}
        onTakenOver={forget}
      />
      <ComposerText
        composer={composer}
        members={mode === "note" ? members : []}
        onTyping={onTyping}
        onSend={() => send()}
      />
      <div className={classes.foot}>
        <Audience conversation={conversation} composer={composer} />
        <Counter composer={composer} />
        <Group gap={6} wrap="nowrap">
          {mode !== "note" && conversation.permitted.includes("resolve") && (
            <Button size="xs" variant="default" disabled={!ready} onClick={() => send(true)}>
              {t("composer.sendAndResolve")}
            </Button>
          )}
          <Button size="xs" disabled={!ready} onClick={() => send()} className={classes.send}>
            {t(mode === "note" ? "composer.addNote" : "composer.send")}
          </Button>
        </Group>
      </div>
    </section>
  );
}

function ModeSwitch({
  conversation,
  composer,
}: {
  conversation: Conversation;
  composer: ComposerState;
}) {
  const { t } = useTranslation();
  const offers = (mode: ComposerMode) =>
    mode === "note"
      ? conversation.permitted.includes("note")
      : conversation.reply_options.some((option) => option.visibility === mode);
  return (
    <div className={classes.head}>
      <SegmentedControl
        size="xs"
        value={composer.mode}
        onChange={(mode) => composer.setMode(mode)}
        className={classes.modes}
        aria-label={t("composer.mode")}
        data={(["public", "private", "note"] as const).map((mode) => {
          const ModeIcon = ICONS[mode];
          return {
            value: mode,
            disabled: !offers(mode),
            label: (
              <span className={classes.mode}>
                <ModeIcon size={14} aria-hidden /> {t(`composer.${mode}`)}
              </span>
            ),
          };
        })}
      />
      {composer.options.length > 1 && (
        <NativeSelect
          size="xs"
          aria-label={t("composer.thread")}
          value={String(composer.option?.thread_id ?? "")}
          onChange={(event) => composer.setThread(Number(event.currentTarget.value))}
          data={composer.options.map((option) => ({
            value: String(option.thread_id ?? ""),
            label: threadLabel(conversation, option.thread_id, t("composer.newThread")),
          }))}
        />
      )}
      {composer.option && (
        <span className={classes.route}>
          {composer.option.account_handle} → {composer.option.to_handle}
        </span>
      )}
    </div>
  );
}

function threadLabel(conversation: Conversation, threadId: number | null, fallback: string) {
  const thread = conversation.threads.find(({ id }) => id === threadId);
  return thread?.post?.text?.slice(0, 40) ?? thread?.kind ?? fallback;
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
