import { useEffect, useId, useRef } from "react";

/** Something a person can do from where they are. */
export interface Command {
  id: string;
  label: string;
  group: "act" | "go" | "settings";
  /** The keys that do the same, as they are shown. */
  keys?: readonly string[];
  run: () => void;
}

const sources = new Map<string, () => Command[]>();

/** Offers commands in the palette for as long as the component is on the page. */
export function useCommands(commands: Command[]) {
  const id = useId();
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    sources.set(id, () => latest.current);
    return () => {
      sources.delete(id);
    };
  }, [id]);
}

/** Everything that can be done now; what belongs to the open page comes first. */
export const allCommands = () => [...sources.values()].toReversed().flatMap((source) => source());

const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The commands whose label has all the typed words, those that begin with the first word before others. */
export function findCommands(commands: readonly Command[], typed: string) {
  const words = fold(typed).split(/\s+/u).filter(Boolean);
  const first = words[0] ?? "";
  const found = commands.filter(({ label }) => words.every((word) => fold(label).includes(word)));
  const begins = ({ label }: Command) => Number(fold(label).startsWith(first));
  return found.sort((a, b) => begins(b) - begins(a));
}
