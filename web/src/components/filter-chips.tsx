import { Pill } from "@mantine/core";
import { useTranslation } from "react-i18next";

export interface FilterChip<Change> {
  title: string;
  label: string;
  /** What takes the filter away. */
  without: Change;
}

interface Props<Change> {
  chips: FilterChip<Change>[];
  className?: string;
  onChange: (change: Change) => void;
}

/** What narrows a list, each to be taken away. */
export function FilterChips<Change>({ chips, className, onChange }: Props<Change>) {
  const { t } = useTranslation();
  if (chips.length === 0) return null;
  return (
    <Pill.Group className={className}>
      {chips.map(({ title, label, without }) => (
        <Pill
          key={`${title} ${label}`}
          withRemoveButton
          onRemove={() => onChange(without)}
          removeButtonProps={{
            "aria-label": t("filter.remove", { label }),
            "aria-hidden": false,
            tabIndex: 0,
          }}
        >
          {title}: {label}
        </Pill>
      ))}
    </Pill.Group>
  );
}
