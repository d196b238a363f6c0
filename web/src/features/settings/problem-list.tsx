import { Button, Checkbox, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Deed, type Key, type Kind, useProblemList, useSettleProblems } from "@/api/problems";
import type { FailedJob, FailedReply, ParkedEnvelope, ParkedEvent } from "@/api/types";
import { Age } from "@/components/age";
import { notifyError } from "@/lib/errors";
import { DismissModal, PayloadModal } from "./problem-modals";
import { SectionList } from "./section";
import classes from "./settings-page.module.css";

type Problem = ParkedEnvelope | ParkedEvent | FailedJob | FailedReply;

interface Shown {
  id: string;
  key: Key;
  title: string;
  reason: string | null;
  at: string | null;
}

/** One face for all four kinds. */
function shown(problem: Problem): Shown {
  if ("account_name" in problem)
    return {
      id: String(problem.id),
      key: problem.id,
      title: `${problem.account_name} · ${problem.network}`,
      reason: problem.reason,
      at: problem.received_at,
    };
  if ("reader" in problem)
    return {
      id: `${problem.event_id} ${problem.reader}`,
      key: { event_id: problem.event_id, reader: problem.reader },
      title: `${problem.kind} · ${problem.reader}`,
      reason: problem.reason,
      at: problem.at,
    };
  if ("message_id" in problem)
    return {
      id: String(problem.message_id),
      key: problem.message_id,
      title: `#${problem.number}`,
      reason: problem.reason,
      at: problem.attempted_at,
    };
  const about = Object.values(problem.ids).join(" ");
  const { id, name, reason, at } = problem;
  return { id: String(id), key: id, title: `${name} ${about}`, reason, at };
}

export function ProblemList({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const list = useProblemList<Problem>(kind);
  const settle = useSettleProblems();
  const [chosen, setChosen] = useState<ReadonlyMap<string, Key>>(new Map());
  const [done, setDone] = useState(0);
  const [viewed, setViewed] = useState<number>();
  const [dismissing, dismiss] = useDisclosure();
  const some = [...chosen.values()];
  const run = (deed: Omit<Deed, "kind">) =>
    settle.mutate(
      { kind, ...deed, onProgress: setDone },
      {
        onSuccess: (count) => {
          setChosen(new Map());
          dismiss.close();
          const message = t(
            deed.reason === undefined ? "problems.replayed" : "problems.dismissed",
            { count },
          );
          notifications.show({ color: "pine", message });
        },
        onError: (error) => notifyError(error, t),
        onSettled: () => setDone(0),
      },
    );
  const toggle = ({ id, key }: Shown) => {
    const next = new Map(chosen);
    if (!next.delete(id)) next.set(id, key);
    setChosen(next);
  };
  const any = (list.data?.length ?? 0) > 0;
  return (
    <>
      {kind !== "replies" && any && (
        <Group gap="xs" mb="sm" aria-live="polite">
          <Button
            size="xs"
            disabled={some.length === 0}
            loading={settle.isPending}
            onClick={() => run({ chosen: some })}
          >
            {t("problems.replay", { count: some.length })}
          </Button>
          <Button size="xs" variant="default" disabled={some.length === 0} onClick={dismiss.open}>
            {t("problems.dismiss")}
          </Button>
          {kind === "envelopes" && (
            <Button
              size="xs"
              variant="default"
              loading={settle.isPending}
              onClick={() => run({ chosen: [] })}
            >
              {t("problems.replayAll")}
            </Button>
          )}
          {done > 0 && <Text fz="sm">{t("problems.progress", { count: done })}</Text>}
        </Group>
      )}
      <SectionList query={list} empty={t(`problems.empty.${kind}`)}>
        {(problem: Problem) => {
          const item = shown(problem);
          return (
            <li key={item.id} className={classes.item}>
              {kind !== "replies" && (
                <Checkbox
                  aria-label={t("problems.choose", { what: item.title })}
                  checked={chosen.has(item.id)}
                  onChange={() => toggle(item)}
                />
              )}
              <div className={classes.grow}>
                <Text fw={600} fz="sm">
                  {item.title}
                </Text>
                <Text fz="sm" c="var(--heard-alert)">
                  {item.reason}
                </Text>
                <Text fz="xs" c="dimmed">
                  {item.at && <Age at={item.at} />}
                </Text>
              </div>
              {kind === "envelopes" && (
                <Button size="xs" variant="default" onClick={() => setViewed(item.key as number)}>
                  {t("problems.view")}
                </Button>
              )}
              {"conversation_id" in problem && problem.conversation_id !== null && (
                <Link
                  to="/inbox/$view/{-$conversationId}"
                  params={{ view: "all", conversationId: String(problem.conversation_id) }}
                >
                  {t("problems.open")}
                </Link>
              )}
            </li>
          );
        }}
      </SectionList>
      {list.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("problems.more")}
        </Button>
      )}
      {viewed !== undefined && <PayloadModal id={viewed} onClose={() => setViewed(undefined)} />}
      {dismissing && (
        <DismissModal
          count={some.length}
          loading={settle.isPending}
          error={settle.error}
          onClose={dismiss.close}
          onDismiss={(reason) => run({ chosen: some, reason })}
        />
      )}
    </>
  );
}
