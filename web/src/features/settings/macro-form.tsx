import {
  Alert,
  Button,
  Code,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNetworks } from "@/api/accounts";
import { useSaveMacro, type Macro, type MacroForm as Form } from "@/api/macros";
import { useMembers, useTeams } from "@/api/people";
import { usePermission, useSession } from "@/api/session";
import { networkTitle } from "@/components/network-mark";
import { errorMessage } from "@/lib/errors";
import { LOCALES } from "@/lib/i18n";
import { MacroFormActions, idOf, type PartProps } from "./macro-form-actions";
import { MacroPictures } from "./macro-pictures";

export interface MacroStart {
  /** The macro to change; none: a new one, perhaps like another. */
  id?: number;
  macro?: Macro;
}

const EMPTY: Form = { scope: "private", name: "", text: "", purpose: "reply" };

function formOf(macro: Macro, shared: boolean): Form {
  const { name, text, team_id, owner_id, language, network, purpose, actions, review_on } = macro;
  const kept = { name, text, team_id, owner_id, language, network, purpose, actions, review_on };
  const pictures = macro.pictures.map((each) => ({ id: each.id, name: each.name }));
  return { ...kept, pictures, scope: shared ? macro.scope : "private" };
}

interface Props {
  start: MacroStart;
  placeholders: string[];
  onClose: () => void;
}

export function MacroForm({ start, placeholders, onClose }: Props) {
  const { t } = useTranslation();
  const save = useSaveMacro();
  const shared = usePermission("macros.manage");
  const [form, setForm] = useState<Form>(() => (start.macro ? formOf(start.macro, shared) : EMPTY));
  const set = (change: Partial<Form>) => setForm({ ...form, ...change });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate({ id: start.id, form }, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={start.id === undefined ? t("macros.new") : t("macros.edit", { name: form.name })}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t("macros.name")}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={100}
            required
            data-autofocus
          />
          <Textarea
            label={t("macros.text")}
            value={form.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
            autosize
            minRows={3}
            maxRows={12}
            required={!form.pictures?.length}
          />
          <Text fz="xs" c="dimmed">
            {t("macros.placeholders")}{" "}
            {placeholders.map((name) => (
              <Code key={name} mr={4}>{`{{${name}}}`}</Code>
            ))}
          </Text>
          <MacroPictures
            pictures={form.pictures ?? []}
            onChange={(change) =>
              setForm((now) => ({ ...now, pictures: change(now.pictures ?? []) }))
            }
          />
          <Place form={form} set={set} shared={shared} />
          <MacroFormActions form={form} set={set} />
          {save.error && (
            <Alert color="red" role="alert">
              {errorMessage(save.error, t)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("actions.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("actions.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whose it is, where it fits, and when somebody should look at its words again. */
function Place({ form, set, shared }: PartProps & { shared: boolean }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: teams = [] } = useTeams();
  const { data: members = [] } = useMembers();
  const { data: networks = [] } = useNetworks();
  const scopes = shared ? (["private", "team", "workspace"] as const) : (["private"] as const);
  const anywhere = { value: "", label: t("macros.anywhere") };
  return (
    <>
      <Group grow align="flex-start">
        <NativeSelect
          label={t("macros.for")}
          value={form.scope}
          onChange={(event) => {
            const scope = scopes.find((each) => each === event.currentTarget.value) ?? "private";
            set({ scope, team_id: scope === "team" ? (teams[0]?.id ?? null) : null });
          }}
          data={scopes.map((value) => ({ value, label: t(`macros.scope.${value}`) }))}
        />
        {form.scope === "team" && (
          <NativeSelect
            label={t("macros.team")}
            value={String(form.team_id ?? "")}
            onChange={(event) => set({ team_id: idOf(event.currentTarget.value) })}
            data={teams.map(({ id, name }) => ({ value: String(id), label: name }))}
          />
        )}
        {form.scope !== "private" && (
          <NativeSelect
            label={t("macros.owner")}
            value={String(form.owner_id ?? user.id)}
            onChange={(event) => set({ owner_id: idOf(event.currentTarget.value) })}
            data={members
              .filter(({ active }) => active)
              .map(({ user_id, name }) => ({ value: String(user_id), label: name }))}
          />
        )}
      </Group>
      <Group grow align="flex-start">
        <NativeSelect
          label={t("macros.network")}
          value={form.network ?? ""}
          onChange={(event) => set({ network: event.currentTarget.value || null })}
          data={[
            anywhere,
            ...networks.map(({ network }) => ({ value: network, label: networkTitle(network) })),
          ]}
        />
        <NativeSelect
          label={t("macros.language")}
          value={form.language ?? ""}
          onChange={(event) => {
            const found = LOCALES.find(({ code }) => code === event.currentTarget.value);
            set({ language: found?.code ?? null });
          }}
          data={[anywhere, ...LOCALES.map(({ code, name }) => ({ value: code, label: name }))]}
        />
      </Group>
      <Group grow align="flex-start">
        <NativeSelect
          label={t("macros.purpose")}
          value={form.purpose}
          onChange={(event) => {
            const all = ["reply", "invite", "return"] as const;
            set({ purpose: all.find((each) => each === event.currentTarget.value) });
          }}
          data={(["reply", "invite", "return"] as const).map((value) => ({
            value,
            label: t(`macros.purposes.${value}`),
          }))}
        />
        <TextInput
          type="date"
          label={t("macros.reviewOn")}
          value={form.review_on ?? ""}
          onChange={(event) => set({ review_on: event.currentTarget.value || null })}
        />
      </Group>
    </>
  );
}
