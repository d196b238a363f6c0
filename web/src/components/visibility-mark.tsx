import { IconLock, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Visibility } from "@/api/types";

/** The open world or a lock: the one sign of public and private everywhere. */
export function VisibilityMark({
  visibility,
  size = 14,
}: {
  visibility: Visibility;
  size?: number;
}) {
  const { t } = useTranslation();
  const Mark = visibility === "public" ? IconWorld : IconLock;
  const label = t(`visibility.${visibility}`);
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      style={{ display: "inline-flex", color: `var(--heard-${visibility})` }}
    >
      <Mark size={size} stroke={2} aria-hidden />
    </span>
  );
}
