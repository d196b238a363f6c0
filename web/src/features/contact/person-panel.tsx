import { Button, Group, Skeleton, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowMerge, IconBan, IconVolumeOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useHints, usePerson, useUndoMerge, useUnmute } from "@/api/contacts";
import type { MuteForm, Person, PersonHint } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { formatDate } from "@/lib/dates";
import { notifyError } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { lazily } from "@/lib/lazily";
import classes from "./person.module.css";
import { PersonFacts } from "./person-facts";
import { PersonNotes } from "./person-notes";

const MergeModal = lazily(() => import("./merge-modal").then((module) => module.MergeModal));
const MuteModal = lazily(() => import("./mute-modal").then((module) => module.MuteModal));

/** Everything known of a person, and what can be done with it. */
export function PersonPanel({ id }: { id: number }) {
  const person = usePerson(id);
  if (person.isError && !person.data)
    return <ErrorBox error={person.error} onRetry={() => void person.refetch()} />;
  if (!person.data) return <Skeleton h={180} mt="lg" />;
  return (
    <>
      <MuteNotice person={person.data} />
      <PersonFacts person={person.data} />
      <PersonNotes person={person.data} />
      <Actions person={person.data} />
    </>
  );
}

function MuteNotice({ person: { id, mute, permitted } }: { person: Person }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const unmute = useUnmute();
  if (!mute) return null;
  const values = { name: mute.by_name, date: formatDate(mute.at, locale) };
  return (
    <div className={classes.notice}>
      <b>{t(`contact.mute.${mute.kind}`)}</b> · {t("contact.mute.by", values)}
      <p className={classes.words}>{mute.reason}</p>
      {mute.kind === "blocked" && (
        <Text fz="xs" c="dimmed">
          {t("contact.mute.notOnNetwork")}
        </Text>
      )}
      {permitted.includes("mute") && (
        <Button
          size="compact-xs"
          variant="default"
          mt={6}
          loading={unmute.isPending}
          onClick={() => unmute.mutate(id, { onError: (error) => notifyError(error, t) })}
        >
          {t("contact.mute.undo")}
        </Button>
      )}
    </div>
  );
}

function Actions({ person }: { person: Person }) {
  const { t } = useTranslation();
  const [muting, setMuting] = useState<MuteForm["kind"] | null>(null);
  const [merging, setMerging] = useState<number | "choose" | null>(null);
  const mayEdit = person.permitted.includes("edit");
  const mayMute = person.permitted.includes("mute") && !person.mute;
  return (
    <>
      {mayEdit && <Hints id={person.id} onMerge={setMerging} />}
      <Merges person={person} />
      <Group gap={6} mt="md">
        {mayEdit && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowMerge size={14} />}
            onClick={() => setMerging("choose")}
          >
            {t("contact.merge.do")}
          </Button>
        )}
        {mayMute && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconVolumeOff size={14} />}
              onClick={() => setMuting("muted")}
            >
              {t("contact.mute.do.muted")}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconBan size={14} />}
              onClick={() => setMuting("blocked")}
            >
              {t("contact.mute.do.blocked")}
            </Button>
          </>
        )}
      </Group>
      {muting && <MuteModal person={person} kind={muting} onClose={() => setMuting(null)} />}
      {merging && (
        <MergeModal
          person={person}
          otherId={merging === "choose" ? undefined : merging}
          onClose={() => setMerging(null)}
        />
      )}
    </>
  );
}

function Hints({ id, onMerge }: { id: number; onMerge: (id: number) => void }) {
  const { data: hints = [] } = useHints(id);
  return hints.map((hint) => <Hint key={hint.id} hint={hint} onMerge={() => onMerge(hint.id)} />);
}

function Hint({ hint, onMerge }: { hint: PersonHint; onMerge: () => void }) {
  const { t } = useTranslation();
  const network = t(`networks.${hint.network}`, hint.network);
  return (
    <div className={classes.notice}>
      {t(`contact.hint.${hint.reason}`, { name: hint.name, network })}{" "}
      <Button size="compact-xs" variant="light" onClick={onMerge}>
        {t("contact.hint.compare")}
      </Button>
    </div>
  );
}

function Merges({ person }: { person: Person }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const undo = useUndoMerge();
  const takeBack = (id: number) =>
    undo.mutate(id, {
      onSuccess: () => notifications.show({ message: t("contact.merge.undone") }),
      onError: (error) => notifyError(error, t),
    });
  return person.merges.map((merge) => (
    <div key={merge.id} className={classes.notice}>
      {t("contact.merge.was", {
        name: merge.gone_name,
        by: merge.by_name,
        date: formatDate(merge.at, locale),
      })}{" "}
      {merge.can_undo && person.permitted.includes("edit") && (
        <Button
          size="compact-xs"
          variant="light"
          loading={undo.isPending}
          onClick={() => takeBack(merge.id)}
        >
          {t("contact.merge.undo")}
        </Button>
      )}
    </div>
  ));
}
