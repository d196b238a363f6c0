import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { diff } from "@/lib/diff";
import classes from "./text-diff.module.css";

/** What one text became: what was taken out is struck through, what was put in is underlined. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.diff}>
      {diff(before, after).map(({ text, side }, place) => {
        if (side === "both") return <span key={place}>{text}</span>;
        const Mark = side === "before" ? "del" : "ins";
        return (
          <Mark key={place} className={classes[side]}>
            <VisuallyHidden>{t(`approvals.diff.${side}`)} </VisuallyHidden>
            {text}
          </Mark>
        );
      })}
    </div>
  );
}
