import { IconChevronDown, IconChevronsUp, IconChevronUp, IconMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Priority } from "@/api/types";

const MARKS = {
  urgent: [IconChevronsUp, "var(--heard-alert)"],
  high: [IconChevronUp, "var(--mantine-color-orange-7)"],
  normal: [IconMinus, "var(--mantine-color-dimmed)"],
  low: [IconChevronDown, "var(--mantine-color-dimmed)"],
} as const;

export function PriorityMark({ priority, size = 16 }: { priority: Priority; size?: number }) {
  const { t } = useTranslation();
  const [Mark, color] = MARKS[priority];
  const label = t("conversation.priorityIs", { priority: t(`priority.${priority}`) });
  return (
    <span role="img" aria-label={label} title={label} style={{ display: "inline-flex", color }}>
      <Mark size={size} stroke={2.4} aria-hidden />
    </span>
  );
}
