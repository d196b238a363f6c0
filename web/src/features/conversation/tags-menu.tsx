import { Button, Menu, Text } from "@mantine/core";
import { IconTag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSetTags } from "@/api/conversation";
import { useTags } from "@/api/people";
import type { Conversation, Tag } from "@/api/types";
import { tagColor } from "@/components/tag-color";
import { notifyError } from "@/lib/errors";
import classes from "./conversation-header.module.css";

interface Props {
  conversation: Conversation;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

export function TagsMenu({ conversation, opened, onChange }: Props) {
  const { t } = useTranslation();
  const { data: known = [] } = useTags();
  const setTags = useSetTags(conversation.id);
  const { tags, permitted } = conversation;
  const has = (tag: Tag) => tags.some(({ id }) => id === tag.id);
  const toggle = (tag: Tag) =>
    setTags.mutate(has(tag) ? tags.filter(({ id }) => id !== tag.id) : [...tags, tag], {
      onError: (error) => notifyError(error, t),
    });
  return (
    <Menu
      opened={opened}
      onChange={onChange}
      closeOnItemClick={false}
      shadow="md"
      position="bottom-start"
      width={220}
    >
      <Menu.Target>
        <Button
          variant="default"
          size="compact-xs"
          disabled={!permitted.includes("tag")}
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
    <span className={classes.tag} style={{ "--tag-color": tagColor(tag.color), marginRight: 6 }}>
      {tag.name}
    </span>
  );
}
