import { Button, Group, Progress, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBulk, useUndoBulk } from "@/api/bulk";
import type { Bulk } from "@/api/types";
import { notifyError } from "@/lib/errors";

const SHOWN_MS = 15_000;

/** Shows how far an action on many conversations is, then what came of it, with the way back. */
export function showBulk(bulk: Bulk) {
  const id = `bulk-${bulk.id}`;
  notifications.show({
    id,
    message: <BulkProgress started={bulk} onDone={() => notifications.hide(id)} />,
    autoClose: false,
    withCloseButton: true,
    color: "pine",
  });
}

export function BulkProgress({ started, onDone }: { started: Bulk; onDone: () => void }) {
  const { t } = useTranslation();
  const bulk = useBulk(started);
  const undo = useUndoBulk();
  const { total, left, finished } = bulk;
  useEffect(() => {
    if (!finished) return;
    const timer = window.setTimeout(onDone, SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [finished, onDone]);
  const takeBack = () =>
    undo.mutate(bulk.id, {
      onSuccess: (back) => {
        onDone();
        showBulk(back);
      },
      onError: (error) => notifyError(error, t),
    });
  return (
    <div role="status">
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text fz="sm">
          {finished
            ? t(bulk.undoes === null ? "bulk.done" : "bulk.undone", { count: bulk.changed })
            : t("bulk.progress", { done: total - left, count: total })}
        </Text>
        {bulk.can_undo && (
          <Button size="compact-xs" variant="light" loading={undo.isPending} onClick={takeBack}>
            {t("bulk.undo")}
          </Button>
        )}
      </Group>
      {!finished && (
        <Progress
          mt={6}
          size="sm"
          value={total === 0 ? 100 : ((total - left) / total) * 100}
          aria-label={t("bulk.progress", { done: total - left, count: total })}
        />
      )}
      {finished &&
        bulk.skipped.map(({ code, count }) => (
          <Text key={code} fz="xs" c="dimmed">
            {t(`bulk.skipped.${code}`, { count, defaultValue: code })}
          </Text>
        ))}
    </div>
  );
}
