import { ActionIcon, Button, Group, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  useAddNote,
  useChangeNote,
  useDeleteNote,
  usePersonNotes,
  useRestoreNote,
} from "@/api/contacts";
import type { Person, PersonNote } from "@/api/types";
import { Age } from "@/components/age";
import { ErrorBox } from "@/components/error-box";
import { notifyError } from "@/lib/errors";
import card from "./contact-card.module.css";
import classes from "./person.module.css";

const LONGEST = 2_000;
const UNDO_MS = 10_000;

export function PersonNotes({ person }: { person: Person }) {
  const { t } = useTranslation();
  const pages = usePersonNotes(person.id);
  const add = useAddNote(person.id);
  const mayWrite = person.permitted.includes("note");
  const notes = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t("contact.notes.label")}>
      <h3 className={card.heading}>{t("contact.notes.label")}</h3>
      {mayWrite && (
        <NoteForm
          label={t("contact.notes.write")}
          action={t("contact.notes.add")}
          loading={add.isPending}
          onSave={(text, done) =>
            add.mutate(text, { onSuccess: done, onError: (error) => notifyError(error, t) })
          }
        />
      )}
      {pages.isError && !pages.data && (
        <ErrorBox error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {pages.data && notes.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t("contact.notes.empty")}
        </Text>
      )}
      {notes.map((note) => (
        <Note key={note.id} note={note} mayWrite={mayWrite} />
      ))}
      {pages.hasNextPage && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t("contact.more")}
        </Button>
      )}
    </section>
  );
}

function Note({ note, mayWrite }: { note: PersonNote; mayWrite: boolean }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const change = useChangeNote();
  const onError = (error: unknown) => notifyError(error, t);
  if (editing) {
    return (
      <NoteForm
        label={t("contact.notes.edit")}
        action={t("actions.save")}
        text={note.text}
        loading={change.isPending}
        onCancel={() => setEditing(false)}
        onSave={(text) =>
          change.mutate({ id: note.id, text }, { onSuccess: () => setEditing(false), onError })
        }
      />
    );
  }
  return (
    <article className={classes.note}>
      <div className={classes.noteHead}>
        <b>{note.author.name}</b>
        <Age at={note.at} />
        {note.edited_by && <span>{t("contact.notes.edited", { name: note.edited_by })}</span>}
        {mayWrite && <NoteTools id={note.id} onEdit={() => setEditing(true)} />}
      </div>
      <p className={classes.words}>{note.text}</p>
    </article>
  );
}

function NoteTools({ id, onEdit }: { id: number; onEdit: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteNote();
  const restore = useRestoreNote();
  // Promises, not callbacks: these outlive the note, which is gone from the page by then.
  const onError = (error: unknown) => notifyError(error, t);
  const takeBack = (toast: string) => {
    notifications.hide(toast);
    restore.mutateAsync(id).catch(onError);
  };
  const offerUndo = () => {
    const toast = `note-${id}`;
    notifications.show({
      id: toast,
      autoClose: UNDO_MS,
      message: (
        <Group justify="space-between">
          {t("contact.notes.deleted")}
          <Button size="compact-xs" variant="light" onClick={() => takeBack(toast)}>
            {t("contact.undo")}
          </Button>
        </Group>
      ),
    });
  };
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        onClick={onEdit}
        aria-label={t("contact.notes.edit")}
      >
        <IconPencil size={14} />
      </ActionIcon>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        loading={remove.isPending}
        onClick={() => void remove.mutateAsync(id).then(offerUndo, onError)}
        aria-label={t("contact.notes.delete")}
      >
        <IconTrash size={14} />
      </ActionIcon>
    </Group>
  );
}

interface FormProps {
  label: string;
  action: string;
  text?: string;
  loading: boolean;
  onSave: (text: string, done: () => void) => void;
  onCancel?: () => void;
}

function NoteForm({ label, action, text = "", loading, onSave, onCancel }: FormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(text);
  const save = () => onSave(draft.trim(), () => setDraft(""));
  return (
    <div>
      <Textarea
        aria-label={label}
        placeholder={label}
        size="xs"
        autosize
        minRows={2}
        maxRows={10}
        maxLength={LONGEST}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && draft.trim()) save();
        }}
      />
      <Group justify="flex-end" gap={6} my={6}>
        {onCancel && (
          <Button size="compact-xs" variant="default" onClick={onCancel}>
            {t("actions.cancel")}
          </Button>
        )}
        <Button size="compact-xs" disabled={!draft.trim()} loading={loading} onClick={save}>
          {action}
        </Button>
      </Group>
    </div>
  );
}
