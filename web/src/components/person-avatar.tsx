import { useState } from "react";
import classes from "./person-avatar.module.css";

interface Props {
  name: string;
  src?: string | null;
  size?: number;
}

const CJK = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;

/** Two letters where words have initials, one character where a character is a word. */
export function initials(name: string) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = Array.from(words[0] ?? "")[0] ?? "?";
  if (CJK.test(first) || words.length < 2) return first.toUpperCase();
  return (first + (Array.from(words.at(-1) ?? "")[0] ?? "")).toUpperCase();
}

/** One person, one hue, everywhere. */
const hue = (name: string) =>
  Array.from(name).reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 360, 7);

/** Stands beside a written name, so it is not read out. */
export function PersonAvatar({ name, src, size = 32 }: Props) {
  const [broken, setBroken] = useState(false);
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: size * 0.36, "--hue": hue(name) }}
      data-initials={initials(name)}
      aria-hidden
    >
      {src && !broken && <img src={src} alt="" onError={() => setBroken(true)} />}
    </span>
  );
}
