import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowsSort, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Sort } from "@/api/types";
import { useWindows } from "./use-windows";

/** Where nobody waits for us, nothing is due and no window matters. */
const NOT_NEW = ["pending", "resolved", "spam", "mentions", "approvals", "failed"];

interface Props {
  view: string;
  sort: Sort;
  onChange: (sort: Sort) => void;
}

export function SortMenu({ view, sort, onChange }: Props) {
  const { t } = useTranslation();
  const needsUs = !NOT_NEW.includes(view);
  const windows = useWindows() && needsUs;
  const sorts: Sort[] = [
    "waiting",
    "priority",
    "newest",
    ...(needsUs ? ["due" as const] : []),
    ...(windows ? ["closing" as const] : []),
  ];
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={t("sort.label", { sort: t(`sort.${sort}`) })}
          title={t("sort.label", { sort: t(`sort.${sort}`) })}
        >
          <IconArrowsSort size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {sorts.map((name) => (
          <Menu.Item
            key={name}
            onClick={() => onChange(name)}
            rightSection={name === sort && <IconCheck size={14} />}
          >
            {t(`sort.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
