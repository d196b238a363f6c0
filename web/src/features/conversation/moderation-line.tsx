import { Button, Group, Loader } from "@mantine/core";
import { IconAlertTriangle, IconEyeOff, IconHeartFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useDismissModeration } from "@/api/moderation";
import type { MessageEntry } from "@/api/timeline-types";
import { notifyError } from "@/lib/errors";
import classes from "./timeline.module.css";

interface Props {
  message: MessageEntry;
  conversationId: number;
}

/** How a message stands on its network: liked, hidden; and what we have asked for and did not get yet. */
export function ModerationLine({ message, conversationId }: Props) {
  const { t } = useTranslation();
  const { liked, hidden, moderation } = message;
  const pending = moderation?.state === "pending";
  return (
    <>
      {(liked || hidden || pending) && (
        <div className={classes.delivery}>
          {liked && (
            <>
              <IconHeartFilled size={13} className={classes.heart} aria-hidden />
              {t("moderation.liked")}
            </>
          )}
          {hidden && (
            <span className={classes.flag}>
              <IconEyeOff size={13} aria-hidden /> {t("moderation.hidden")}
            </span>
          )}
          {pending && (
            <>
              <Loader size={12} aria-hidden /> {t(`moderation.doing.${moderation.deed}`)}
              {moderation.reason && ` ${moderation.reason}`}
            </>
          )}
        </div>
      )}
      {moderation?.state === "refused" && (
        <Refused message={message} conversationId={conversationId} moderation={moderation} />
      )}
    </>
  );
}

interface RefusedProps extends Props {
  moderation: NonNullable<MessageEntry["moderation"]>;
}

function Refused({ message, conversationId, moderation }: RefusedProps) {
  const { t } = useTranslation();
  const dismiss = useDismissModeration(conversationId);
  return (
    <div className={classes.trouble} role="alert">
      <span className={classes.flag}>
        <IconAlertTriangle size={15} aria-hidden /> {t(`moderation.refused.${moderation.deed}`)}
      </span>
      {moderation.reason && <p>{moderation.reason}</p>}
      {moderation.remedy && <p>{moderation.remedy}</p>}
      <Group gap={6} mt={8}>
        <Button
          size="xs"
          variant="default"
          loading={dismiss.isPending}
          onClick={() => dismiss.mutate(message.id, { onError: (error) => notifyError(error, t) })}
        >
          {t("moderation.dismiss")}
        </Button>
      </Group>
    </div>
  );
}
