import { TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import classes from "./composer.module.css";
import { loadEmojis, readRecent, rememberRecent, type Emoji } from "./emojis";

const COLUMNS = 8;
const MOST_FOUND = 120;
const STEPS: Record<string, number> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: COLUMNS,
  ArrowUp: -COLUMNS,
};

interface Props {
  onPick: (sign: string) => void;
  onClose: () => void;
}

/** Emojis by name in the reader's language, the ones used last first. All by keyboard: type, arrows, Enter. */
export default function EmojiPicker({ onPick, onClose }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [emojis, setEmojis] = useState<Emoji[]>([]);
  const [sought, setSought] = useState("");
  const [at, setAt] = useState(0);
  useEffect(() => {
    let gone = false;
    void loadEmojis(locale).then((loaded) => {
      if (!gone) setEmojis(loaded);
    });
    return () => {
      gone = true;
    };
  }, [locale]);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  const query = sought.trim().toLocaleLowerCase(locale);
  const recent = query ? [] : readRecent();
  const found = query
    ? emojis.filter(({ words }) => words.includes(query)).slice(0, MOST_FOUND)
    : emojis;
  const names = new Map(emojis.map(({ sign, label }) => [sign, label]));
  const all = [...recent, ...found.map(({ sign }) => sign)];
  useEffect(() => {
    document.getElementById(`emoji-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const pick = (sign: string) => {
    rememberRecent(sign);
    onPick(sign);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const sign = all[at];
    if (step) setAt(Math.min(all.length - 1, Math.max(0, at + step)));
    else if (event.key === "Enter" && sign) pick(sign);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const grid = (signs: string[], from: number) => (
    <div className={classes.grid}>
      {signs.map((sign, index) => (
        <span
          key={sign}
          id={`emoji-${from + index}`}
          role="option"
          aria-selected={from + index === at}
          aria-label={names.get(sign) ?? sign}
          title={names.get(sign)}
          className={classes.sign}
          onClick={() => pick(sign)}
        >
          {sign}
        </span>
      ))}
    </div>
  );
  return (
    <div className={classes.emoji}>
      <TextInput
        ref={box}
        size="xs"
        value={sought}
        onChange={(event) => {
          setSought(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        placeholder={t("composer.findEmoji")}
        aria-label={t("composer.findEmoji")}
        role="combobox"
        aria-expanded
        aria-controls="emojis"
        aria-activedescendant={all[at] && `emoji-${at}`}
      />
      <div id="emojis" role="listbox" aria-label={t("composer.emoji")} className={classes.emojis}>
        {recent.length > 0 && grid(recent, 0)}
        {grid(
          found.map(({ sign }) => sign),
          recent.length,
        )}
      </div>
      {query && found.length === 0 && <p role="status">{t("composer.noEmoji")}</p>}
    </div>
  );
}
