import { useTranslation } from "react-i18next";
import classes from "./practice.module.css";

const STARS = [1, 2, 3, 4, 5];

export function Stars({ value, onChange }: { value: number; onChange?: (value: number) => void }) {
  const { t } = useTranslation();
  if (!onChange) {
    return (
      <span
        className={classes.stars}
        role="img"
        aria-label={t("timeline.rating", { count: value })}
      >
        {STARS.map((star) => (star <= value ? "★" : "☆")).join("")}
      </span>
    );
  }
  return (
    <span className={classes.stars} role="group" aria-label={t("practice.stars")}>
      {STARS.map((star) => (
        <button
          key={star}
          type="button"
          aria-pressed={star === value}
          aria-label={t("timeline.rating", { count: star })}
          onClick={() => onChange(star)}
        >
          {star <= value ? "★" : "☆"}
        </button>
      ))}
    </span>
  );
}
