import { ActionIcon, Button, Group, Input, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTrash } from "@tabler/icons-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useCreateTag, useDeleteTag, useTags } from "@/api/people";
import { usePermission } from "@/api/session";
import type { Tag } from "@/api/types";
import { Confirm } from "@/components/confirm";
import { TAG_COLORS, tagColor } from "@/components/tag-color";
import { fieldError, notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

export function TagsSection() {
  const { t } = useTranslation();
  const tags = useTags();
  const permitted = usePermission("tags.manage");
  return (
    <Section title={t("settings.tags")} lead={t("tags.lead")} permission="tags.manage">
      {permitted && <NewTag />}
      <SectionList query={tags} empty={t("tags.empty")}>
        {(tag) => <TagItem key={tag.id} tag={tag} permitted={permitted} />}
      </SectionList>
    </Section>
  );
}

function NewTag() {
  const { t } = useTranslation();
  const create = useCreateTag();
  const [color, setColor] = useState<Tag["color"]>("teal");
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { name = "" } = readForm(form);
    create.mutate(
      { name, color },
      {
        onSuccess: () => form.reset(),
        onError: (error) => notifyError(error, t),
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" mb="md" gap="sm">
        <TextInput
          name="name"
          label={t("tags.name")}
          error={fieldError(create.error, "name")}
          flex="1 1 160px"
          required
        />
        <Input.Wrapper label={t("tags.color")} labelElement="div">
          <Group gap={4} mih={36} role="radiogroup" aria-label={t("tags.color")}>
            {TAG_COLORS.map((name) => (
              <button
                key={name}
                type="button"
                role="radio"
                aria-checked={name === color}
                aria-label={t(`tags.color.${name}`)}
                title={t(`tags.color.${name}`)}
                className={classes.choice}
                style={{ background: tagColor(name) }}
                onClick={() => setColor(name)}
              />
            ))}
          </Group>
        </Input.Wrapper>
        <Button type="submit" loading={create.isPending}>
          {t("tags.add")}
        </Button>
      </Group>
    </form>
  );
}

function TagItem({ tag, permitted }: { tag: Tag; permitted: boolean }) {
  const { t } = useTranslation();
  const remove = useDeleteTag();
  const [asking, ask] = useDisclosure();
  return (
    <li className={classes.item}>
      <span className={classes.swatch} style={{ background: tagColor(tag.color) }} />
      <Text fz="sm" className={classes.grow}>
        {tag.name}
      </Text>
      {permitted && (
        <ActionIcon
          variant="subtle"
          color="red"
          onClick={ask.open}
          aria-label={t("tags.delete", { name: tag.name })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("tags.delete", { name: tag.name })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() =>
          remove.mutate(tag.id, {
            onSuccess: ask.close,
            onError: (error) => notifyError(error, t),
          })
        }
      >
        {t("tags.deleteHelp")}
      </Confirm>
    </li>
  );
}
