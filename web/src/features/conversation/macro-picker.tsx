import { useEffect, useEffectEvent, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { fillMacro, useMacros, type Macro } from "@/api/macros";
import type { Conversation } from "@/api/types";
import { Thumbs } from "@/components/thumbs";
import { notifyError, notifyWords } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import type { KeyTaker } from "./composer-text";
import classes from "./composer.module.css";
import { insertText } from "./insert-text";
import { macroInUse, macrosFor, putPictures } from "./macros";
import type { Composer } from "./use-composer";

interface Props {
  conversation: Conversation;
  composer: Composer;
  query: string;
  /** The part of the text that the macro takes the place of. */
  from: number;
  to: number;
  keysRef: RefObject<KeyTaker | null>;
  onActive: (id: string | undefined) => void;
  onClose: () => void;
}

/** Macros while one writes "/": those of the contact's language and this network first, with the words of the one that is marked. */
export default function MacroPicker(props: Props) {
  const { conversation, composer, query, from, to, keysRef, onActive, onClose } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const { data, isPending } = useMacros();
  const [marked, setMarked] = useState(0);
  const found = macrosFor(
    data?.items ?? [],
    conversation.network,
    conversation.language ?? locale,
    query,
  );
  const at = Math.min(marked, found.length - 1);
  const macro = found[at];

  const choose = async (chosen: Macro) => {
    try {
      const { text, missing } = await fillMacro(conversation.id, chosen.id);
      insertText(composer, text, from, to, missing[0] && `{{${missing[0]}}}`);
      composer.setMacro(macroInUse(chosen));
      const left = putPictures(chosen, composer.key, composer.mode, composer.option);
      if (left > 0) notifyWords(t("composer.macroPicturesLeft", { count: left }));
    } catch (error) {
      notifyError(error, t);
    }
    onClose();
  };
  const take = useEffectEvent<KeyTaker>((event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") onClose();
    else if (!macro) return false;
    else if (step) setMarked((at + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") void choose(macro);
    else return false;
    return true;
  });
  useEffect(() => {
    keysRef.current = (event) => take(event);
    return () => {
      keysRef.current = null;
    };
  }, [keysRef]);
  const active = macro && `macro-${macro.id}`;
  useEffect(() => {
    onActive(active);
    if (active) document.getElementById(active)?.scrollIntoView({ block: "nearest" });
    return () => onActive(undefined);
  }, [active, onActive]);

  if (isPending) return null;
  return (
    <div className={classes.macros}>
      {!macro && <p role="status">{t("composer.noMacro")}</p>}
      {macro && (
        <>
          <ul role="listbox" aria-label={t("composer.macros")}>
            {found.map((each, index) => (
              <li
                key={each.id}
                id={`macro-${each.id}`}
                role="option"
                aria-selected={index === at}
                className={classes.person}
                onMouseEnter={() => setMarked(index)}
                onMouseDown={(event) => {
                  event.preventDefault();
                  void choose(each);
                }}
              >
                {each.name}
              </li>
            ))}
          </ul>
          <p className={classes.preview}>
            {macro.text}
            <Thumbs pictures={macro.pictures} />
          </p>
        </>
      )}
    </div>
  );
}
