import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useContactFields, useMerge, useMergePreview, useUndoMerge } from "@/api/contacts";
import type { MergeConflict, MergeForm, MergePreview } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { notifyError } from "@/lib/errors";
import { IdentityItem } from "./identity-item";

type Choices = NonNullable<MergeForm["choices"]>;
const UNDO_MS = 15_000;

interface Props {
  id: number;
  otherId: number;
  onClose: () => void;
}

export function MergeView({ id, otherId, onClose }: Props) {
  const { t } = useTranslation();
  const preview = useMergePreview(id, otherId);
  const [choices, setChoices] = useState<Choices>({});
  const merge = useMerge(id);
  const offerUndo = useOfferUndo();
  if (preview.isError && !preview.data)
    return <ErrorBox error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Skeleton h={200} />;
  const { conflicts, gone } = preview.data;
  // Which of two customers it is must be said by a person; the rest has a sensible answer.
  const undecided = conflicts.some(({ fact }) => fact === "customer_number" && !choices[fact]);
  const send = () =>
    merge.mutate(
      { gone_id: gone.id, choices },
      {
        onSuccess: (made) => {
          offerUndo(made.id, gone.name);
          onClose();
        },
        onError: (error) => notifyError(error, t),
      },
    );
  return (
    <Stack gap="sm">
      <Outcome preview={preview.data} />
      {conflicts.map((conflict) => (
        <Conflict
          key={conflict.fact}
          conflict={conflict}
          value={choices[conflict.fact] ?? (conflict.fact === "customer_number" ? null : "kept")}
          onChange={(side) => setChoices({ ...choices, [conflict.fact]: side })}
        />
      ))}
      {undecided && <Alert color="yellow">{t("errors.customer_numbers_differ")}</Alert>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
        <Button disabled={undecided} loading={merge.isPending} onClick={send}>
          {t("contact.merge.confirm")}
        </Button>
      </Group>
    </Stack>
  );
}

function useOfferUndo() {
  const { t } = useTranslation();
  const undo = useUndoMerge();
  const takeBack = (id: number, toast: string) => {
    notifications.hide(toast);
    // A promise, not a callback: it outlives the dialog.
    undo.mutateAsync(id).catch((error: unknown) => notifyError(error, t));
  };
  return (id: number, name: string) => {
    const toast = `merge-${id}`;
    notifications.show({
      id: toast,
      autoClose: UNDO_MS,
      message: (
        <Group justify="space-between">
          {t("contact.merge.done", { name })}
          <Button size="compact-xs" variant="light" onClick={() => takeBack(id, toast)}>
            {t("contact.undo")}
          </Button>
        </Group>
      ),
    });
  };
}

function Outcome({ preview: { kept, gone } }: { preview: MergePreview }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text fz="sm">{t("contact.merge.help", { kept: kept.name, gone: gone.name })}</Text>
      {[...kept.identities, ...gone.identities].map((identity) => (
        <IdentityItem key={identity.id} identity={identity} />
      ))}
      <Text fz="sm" c="dimmed">
        {t("contact.conversations", { count: kept.conversation_count + gone.conversation_count })}
      </Text>
    </div>
  );
}

interface ConflictProps {
  conflict: MergeConflict;
  value: Choices[string] | null;
  onChange: (side: Choices[string]) => void;
}

function Conflict({ conflict, value, onChange }: ConflictProps) {
  const { t } = useTranslation();
  const { data: fields = [] } = useContactFields();
  const { fact, field_id } = conflict;
  const name = fields.find((field) => field.id === field_id)?.name;
  const shown = (said: unknown) => {
    if (fact === "relationship") return t(`relationship.${String(said)}`);
    return typeof said === "boolean" ? t(`contact.answer.${said ? "yes" : "no"}`) : String(said);
  };
  const label = name ?? t(`contact.fact.${fact}`, fact);
  return (
    <div role="group" aria-label={label}>
      <Text fz="sm" fw={600} mb={4}>
        {label}
      </Text>
      <Group gap="xs">
        {(["kept", "gone"] as const).map((side) => (
          <Button
            key={side}
            size="xs"
            variant={value === side ? "filled" : "default"}
            aria-pressed={value === side}
            onClick={() => onChange(side)}
          >
            {shown(conflict[side])}
          </Button>
        ))}
      </Group>
    </div>
  );
}
