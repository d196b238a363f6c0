import { Button, Menu, Text, type MenuProps } from "@mantine/core";
import { IconTag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTags } from "@/api/people";
import type { Tag } from "@/api/types";
import { tagColor } from "./tag-color";
import classes from "./tags-menu.module.css";

interface Props extends Pick<MenuProps, "opened" | "onChange"> {
  tags: Tag[];
  disabled: boolean;
  /** With all tags there shall be, in place of those there are. */
  onSet: (tags: Tag[]) => void;
}

/** The tags something has, to be added and taken away. */
export function TagsMenu({ tags, disabled, onSet, ...menu }: Props) {
  const { t } = useTranslation();
  const { data: known = [] } = useTags();
  const has = (tag: Tag) => tags.some(({ id }) => id === tag.id);
  const toggle = (tag: Tag) =>
    onSet(has(tag) ? tags.filter(({ id }) => id !== tag.id) : [...tags, tag]);
  return (
    <Menu closeOnItemClick={false} shadow="md" position="bottom-start" width={220} {...menu}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-xs"
          disabled={disabled}
          leftSection={<IconTag size={14} />}
          title={t("conversation.tags")}
        >
          {tags.length === 0
            ? t("conversation.addTags")
            : tags.map((tag) => <TagName key={tag.id} tag={tag} />)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {known.length === 0 && (
          <Text fz="sm" c="dimmed" p="xs">
            {t("conversation.noTags")}
          </Text>
        )}
        {known.map((tag) => (
          <Menu.CheckboxItem key={tag.id} checked={has(tag)} onChange={() => toggle(tag)}>
            <TagName tag={tag} />
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function TagName({ tag }: { tag: Tag }) {
  return (
    <span className={classes.tag} style={{ "--tag-color": tagColor(tag.color) }}>
      {tag.name}
    </span>
  );
}
