import { Textarea } from "@mantine/core";
import { useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Member } from "@/api/types";
import { PersonAvatar } from "@/components/person-avatar";
import { useIsPhone } from "@/lib/widths";
import classes from "./composer.module.css";
import { insertMention, mentionAt } from "./mentions";
import type { Composer } from "./use-composer";

const MAX_PEOPLE = 6;
/** The shortcuts find the text by this. */
export const COMPOSER_TEXT_ID = "heard-composer-text";

interface Props {
  composer: Composer;
  members: Member[];
  onTyping: () => void;
  onSend: () => void;
}

export function ComposerText({ composer, members, onTyping, onSend }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLTextAreaElement>(null);
  const phone = useIsPhone();
  const [caret, setCaret] = useState(0);
  const [picked, setPicked] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const mention = dismissed ? null : mentionAt(composer.text, caret);
  const query = mention?.query.toLowerCase() ?? "";
  const people = mention
    ? members
        .filter((member) => member.active && member.name.toLowerCase().includes(query))
        .slice(0, MAX_PEOPLE)
    : [];

  const choose = (member: Member) => {
    const next = insertMention(composer.text, caret, member.name);
    // At once, so that the next key already finds the caret behind the name.
    flushSync(() => {
      composer.setText(next.text);
      setCaret(next.caret);
      setPicked(0);
    });
    box.current?.focus();
    box.current?.setSelectionRange(next.caret, next.caret);
  };
  const onPeopleKey = (event: KeyboardEvent) => {
    const member = people[picked];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setPicked((picked + step + people.length) % people.length);
    else if (member && (event.key === "Enter" || event.key === "Tab")) choose(member);
    else if (event.key === "Escape") setDismissed(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that ends an input method's composition belongs to the input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      onSend();
    } else if (people.length > 0) onPeopleKey(event);
    else if (event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <div className={classes.textHolder}>
      {people.length > 0 && (
        <ul className={classes.people} role="listbox" aria-label={t("composer.people")} id="people">
          {people.map((member, index) => (
            <li
              key={member.user_id}
              id={`person-${member.user_id}`}
              role="option"
              aria-selected={index === picked}
              className={classes.person}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(member);
              }}
            >
              <PersonAvatar name={member.name} size={20} /> {member.name}
            </li>
          ))}
        </ul>
      )}
      <Textarea
        ref={box}
        id={COMPOSER_TEXT_ID}
        className={classes.text}
        variant="unstyled"
        autosize
        minRows={phone ? 1 : 2}
        maxRows={10}
        value={composer.text}
        disabled={!composer.writable}
        onChange={(event) => {
          composer.setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setDismissed(false);
          onTyping();
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        placeholder={t(`composer.placeholder.${composer.mode}`)}
        aria-label={t(`composer.${composer.mode}`)}
        aria-activedescendant={people[picked] ? `person-${people[picked].user_id}` : undefined}
      />
    </div>
  );
}
