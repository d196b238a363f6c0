import { Button, Group, Loader } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconChecks } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useRetryReply, useSettleReply } from "@/api/replies";
import type { Delivery, MessageEntry } from "@/api/timeline-types";
import { Age } from "@/components/age";
import { notifyError } from "@/lib/errors";
import { useNow } from "@/lib/use-now";
import classes from "./timeline.module.css";
import { useUndo } from "./use-undo";

interface Props {
  message: MessageEntry;
  delivery: Delivery;
  conversationId: number;
}

/** Where our reply is: still ours to take back, on its way, there, or in trouble. */
export function DeliveryLine(props: Props) {
  const { t } = useTranslation();
  const { state } = props.delivery;
  switch (state) {
    case "undoable":
      return <Undoable {...props} />;
    case "failed":
      return <Failed {...props} />;
    case "unknown":
      return <Unknown {...props} />;
    case "queued":
    case "sending":
      return (
        <div className={classes.delivery}>
          <Loader size={12} aria-hidden /> {t("delivery.sending")}
        </div>
      );
    default: {
      const { at } = props.delivery;
      const Mark = state === "sent" ? IconCheck : IconChecks;
      return (
        <div className={classes.delivery} data-read={state === "read" || undefined}>
          <Mark size={14} aria-hidden /> {t(`delivery.${state}`)} {at && <Age at={at} />}
        </div>
      );
    }
  }
}

function Undoable({ message, delivery, conversationId }: Props) {
  const { t } = useTranslation();
  const undo = useUndo(conversationId);
  const now = useNow(500);
  const left = delivery.send_at ? Math.ceil((Date.parse(delivery.send_at) - now) / 1_000) : 0;
  const over = left <= 0;
  const { refresh } = undo;
  useEffect(() => {
    // Should the news of the sending be lost on its way, look for it.
    if (!over) return undefined;
    const timer = window.setTimeout(refresh, 1_500);
    return () => window.clearTimeout(timer);
  }, [over, refresh]);
  return (
    <div className={classes.delivery}>
      {over ? (
        <>
          <Loader size={12} aria-hidden /> {t("delivery.sending")}
        </>
      ) : (
        <>
          {t("delivery.sendsIn", { count: left })}
          <Button
            variant="light"
            size="compact-xs"
            disabled={!delivery.can_undo}
            loading={undo.isPending}
            onClick={() => undo.undo(message)}
          >
            {t("delivery.undo")}
          </Button>
        </>
      )}
    </div>
  );
}

function Trouble({
  title,
  delivery,
  children,
}: {
  title: string;
  delivery: Delivery;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const reason = delivery.reason_code
    ? t(`reasons.${delivery.reason_code}`, { defaultValue: delivery.reason ?? "" })
    : delivery.reason;
  return (
    <div className={classes.trouble} role="alert">
      <span className={classes.flag}>
        <IconAlertTriangle size={15} aria-hidden /> {title}
      </span>
      {reason && <p>{reason}</p>}
      {delivery.remedy && <p>{delivery.remedy}</p>}
      <Group gap={6} mt={8}>
        {children}
      </Group>
    </div>
  );
}

function Failed({ message, delivery, conversationId }: Props) {
  const { t } = useTranslation();
  const retry = useRetryReply(conversationId);
  return (
    <Trouble title={t("delivery.failed")} delivery={delivery}>
      {delivery.can_retry && (
        <Button
          size="xs"
          loading={retry.isPending}
          onClick={() =>
            retry.mutate(
              { id: message.id, confirm: false },
              { onError: (error) => notifyError(error, t) },
            )
          }
        >
          {t("delivery.retry")}
        </Button>
      )}
    </Trouble>
  );
}

function Unknown({ message, delivery, conversationId }: Props) {
  const { t } = useTranslation();
  const settle = useSettleReply(conversationId);
  const retry = useRetryReply(conversationId);
  const onError = (error: unknown) => notifyError(error, t);
  const tell = (outcome: "sent" | "not_sent") =>
    settle.mutate({ id: message.id, outcome }, { onError });
  return (
    <Trouble title={t("delivery.unknown")} delivery={delivery}>
      <p>{t("delivery.unknownHelp")}</p>
      <Button size="xs" variant="default" disabled={settle.isPending} onClick={() => tell("sent")}>
        {t("delivery.wasSent")}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={settle.isPending}
        onClick={() => tell("not_sent")}
      >
        {t("delivery.wasNotSent")}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        loading={retry.isPending}
        onClick={() => retry.mutate({ id: message.id, confirm: true }, { onError })}
      >
        {t("delivery.sendAnyway")}
      </Button>
    </Trouble>
  );
}
