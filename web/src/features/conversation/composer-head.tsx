import { NativeSelect, SegmentedControl } from "@mantine/core";
import { IconLock, IconNote, IconWorld, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { NetworkMark } from "@/components/network-mark";
import type { ComposerMode } from "@/lib/drafts";
import classes from "./composer.module.css";
import type { Composer } from "./use-composer";

export const ICONS: Record<ComposerMode, Icon> = {
  public: IconWorld,
  private: IconLock,
  note: IconNote,
};

interface Props {
  conversation: Conversation;
  composer: Composer;
}

/** Where it goes: public, private or a note; which thread; from whom to whom. */
export function ComposerHead({ conversation, composer }: Props) {
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
          const begun = mode !== composer.mode && composer.begun(mode);
          return {
            value: mode,
            disabled: !offers(mode),
            label: (
              <span className={classes.mode}>
                <ModeIcon size={14} aria-hidden /> {t(`composer.${mode}`)}
                {begun && <span className={classes.begun} title={t("composer.begun")} />}
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
          <NetworkMark network={conversation.network} size={16} />
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
