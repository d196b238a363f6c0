import type { ReactNode } from "react";
import classes from "./composer.module.css";

/** A line above the text; a quiet one informs, the others warn. */
export function Notice({ quiet, children }: { quiet?: boolean; children: ReactNode }) {
  return (
    <div className={classes.notice} data-quiet={quiet || undefined}>
      {children}
    </div>
  );
}
