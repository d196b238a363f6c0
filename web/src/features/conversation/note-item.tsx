import { IconNote } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMembers } from "@/api/people";
import type { NoteEntry } from "@/api/timeline-types";
import { Age } from "@/components/age";
import { LinkedText } from "./linked-text";
import classes from "./timeline.module.css";

export function NoteItem({ note }: { note: NoteEntry }) {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const names = members
    .filter((member) => note.mentions.includes(member.user_id))
    .map((member) => `@${member.name}`);
  return (
    <article
      id={`note-${note.id}`}
      className={classes.note}
      aria-label={t("timeline.noteBy", { name: note.author.name })}
    >
      <header>
        <IconNote size={14} aria-hidden />
        <strong>{note.author.name}</strong> {t("timeline.note")} · <Age at={note.at} />
      </header>
      <LinkedText text={note.text} links={note.links}>
        {(words) => highlight(words, names)}
      </LinkedText>
    </article>
  );
}

function highlight(text: string, names: string[]): ReactNode[] {
  if (names.length === 0) return [text];
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`, "u")).map((part, index) =>
    names.includes(part) ? (
      <span key={index} className={classes.mention}>
        {part}
      </span>
    ) : (
      part
    ),
  );
}
