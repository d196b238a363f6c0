import { Checkbox, Group, NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PRIORITIES } from "@/api/choices";
import type { MacroForm as Form } from "@/api/macros";
import { useTags, useTeams } from "@/api/people";

export interface PartProps {
  form: Form;
  set: (change: Partial<Form>) => void;
}

export const idOf = (value: string) => (value ? Number(value) : null);

/** What is done with the reply. */
export function MacroFormActions({ form, set }: PartProps) {
  const { t } = useTranslation();
  const { data: tags = [] } = useTags();
  const { data: teams = [] } = useTeams();
  const actions = { resolve: false, ...form.actions };
  const chosen = actions.tag_ids ?? [];
  const change = (more: Partial<typeof actions>) => set({ actions: { ...actions, ...more } });
  const none = { value: "", label: t("macros.leave") };
  return (
    <>
      {tags.length > 0 && (
        <Checkbox.Group
          label={t("macros.addTags")}
          value={chosen.map(String)}
          onChange={(ids) => change({ tag_ids: ids.map(Number) })}
        >
          <Group gap="sm" mt={4}>
            {tags.map(({ id, name }) => (
              <Checkbox key={id} size="xs" value={String(id)} label={name} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      <Group grow align="flex-start">
        <NativeSelect
          label={t("macros.setPriority")}
          value={actions.priority ?? ""}
          onChange={(event) => {
            const found = PRIORITIES.find((each) => each === event.currentTarget.value);
            change({ priority: found ?? null });
          }}
          data={[none, ...PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))]}
        />
        <NativeSelect
          label={t("macros.giveTo")}
          value={String(actions.team_id ?? "")}
          onChange={(event) => change({ team_id: idOf(event.currentTarget.value) })}
          data={[none, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))]}
        />
      </Group>
      <Checkbox
        label={t("macros.resolve")}
        checked={actions.resolve}
        onChange={(event) => change({ resolve: event.currentTarget.checked })}
      />
    </>
  );
}
