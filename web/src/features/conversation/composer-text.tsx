import { Textarea } from "@mantine/core";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation, Member } from "@/api/types";
import { useIsPhone } from "@/lib/widths";
import { lazily } from "@/lib/lazily";
import classes from "./composer.module.css";
import { COMPOSER_TEXT_ID, insertText } from "./insert-text";
import { mentionAt, slashAt } from "./mentions";
import { PeopleList } from "./people-list";
import type { Composer } from "./use-composer";
import type { SendWay } from "./use-send";

const MacroPicker = lazily(() => import("./macro-picker").then((module) => module.default));
const MAX_PEOPLE = 6;

interface Props {
  conversation: Conversation;
  composer: Composer;
  /** Whom a note may call. */
  members: Member[];
  onTyping: () => void;
  onSend: (way: SendWay) => void;
  /** Choose when it is sent. */
  onLater: () => void;
}

/** What a key of the text may be handed to first; true when it was taken. */
export type KeyTaker = (event: KeyboardEvent) => boolean;

function wayOf(event: KeyboardEvent): SendWay | "later" | undefined {
  if (event.key !== "Enter") return undefined;
  if ((event.metaKey || event.ctrlKey) && event.altKey) return "later";
  if (event.metaKey || event.ctrlKey) return event.shiftKey ? "resolve" : "send";
  return event.altKey ? "next" : undefined;
}

export function ComposerText(props: Props) {
  const { conversation, composer, members, onTyping, onSend, onLater } = props;
  const { t } = useTranslation();
  const phone = useIsPhone();
  const [caret, setCaret] = useState(0);
  const [picked, setPicked] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const [activeMacro, setActiveMacro] = useState<string>();
  const macroKeys = useRef<KeyTaker>(null);
  const { text, mode } = composer;
  const mention = dismissed ? null : mentionAt(text, caret);
  const slash = dismissed || mode === "note" ? null : slashAt(text, caret);
  const query = mention?.query.toLowerCase() ?? "";
  const people = mention
    ? members
        .filter((member) => member.active && member.name.toLowerCase().includes(query))
        .slice(0, MAX_PEOPLE)
    : [];

  const choose = (member: Member) => {
    if (mention) setCaret(insertText(composer, `@${member.name} `, mention.start, caret));
    setPicked(0);
  };
  const onPeopleKey: KeyTaker = (event) => {
    const member = people[picked];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!member) return false;
    if (step) setPicked((picked + step + people.length) % people.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(member);
    else if (event.key === "Escape") setDismissed(true);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that ends an input method's composition belongs to the input method.
    if (event.nativeEvent.isComposing) return;
    const way = wayOf(event);
    const taken = way ? false : slash ? macroKeys.current?.(event) : onPeopleKey(event);
    if (way === "later") onLater();
    else if (way) onSend(way);
    else if (!taken && event.key === "Escape") event.currentTarget.blur();
    if (!way && !taken) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const person = people[picked];
  return (
    <div className={classes.textHolder}>
      {people.length > 0 && <PeopleList people={people} picked={picked} onChoose={choose} />}
      {slash && (
        <MacroPicker
          conversation={conversation}
          composer={composer}
          query={slash.query}
          from={slash.start}
          to={caret}
          keysRef={macroKeys}
          onActive={setActiveMacro}
          onClose={() => setDismissed(true)}
        />
      )}
      <Textarea
        id={COMPOSER_TEXT_ID}
        className={classes.text}
        variant="unstyled"
        autosize
        minRows={phone ? 1 : 2}
        maxRows={10}
        value={text}
        disabled={!composer.writable}
        onChange={(event) => {
          composer.setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setDismissed(false);
          onTyping();
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        placeholder={t(`composer.placeholder.${mode}`)}
        aria-label={t(`composer.${mode}`)}
        aria-activedescendant={
          person ? `person-${person.user_id}` : slash ? activeMacro : undefined
        }
      />
    </div>
  );
}
