import { useTranslation } from "react-i18next";
import { useReact } from "@/api/practice";
import { notifyError } from "@/lib/errors";
import classes from "./practice.module.css";

const EMOJI = ["👍", "❤️", "😠"];

interface Props {
  site: string;
  /** The persona, who may put one emoji on it. */
  me: string;
  item: { id: number; reactions: Record<string, string> };
}

/** The emoji on something said, each a button that puts the persona's own there or takes it back. */
export function Reactions({ site, me, item }: Props) {
  const { t } = useTranslation();
  const react = useReact(site);
  const put = Object.values(item.reactions);
  return [...new Set([...EMOJI, ...put])].map((emoji) => {
    const count = put.filter((each) => each === emoji).length;
    const mine = item.reactions[me] === emoji;
    return (
      <button
        key={emoji}
        type="button"
        className={classes.reaction}
        aria-pressed={mine}
        aria-label={t("practice.react", { emoji, count })}
        onClick={() =>
          react.mutate(
            { id: item.id, as: me, emoji: mine ? null : emoji },
            { onError: (error) => notifyError(error, t) },
          )
        }
      >
        {emoji}
        {count > 0 && ` ${count}`}
      </button>
    );
  });
}
