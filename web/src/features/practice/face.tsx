import type { Author } from "@/api/practice-types";
import classes from "./practice.module.css";

export function Face({ author, size = 38 }: { author: Author; size?: number }) {
  return (
    <span
      className={classes.face}
      style={{ background: author.avatar_color, width: size, height: size, fontSize: size * 0.45 }}
      aria-hidden
    >
      {Array.from(author.name)[0]?.toUpperCase()}
    </span>
  );
}
