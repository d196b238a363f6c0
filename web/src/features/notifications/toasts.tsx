import { CloseButton, VisuallyHidden } from "@mantine/core";
import {
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
} from "react";
import { useTranslation } from "react-i18next";
import type { Notification } from "@/api/types";
import { NetworkMark } from "@/components/network-mark";
import { currentToasts, dismissToast, subscribeToasts } from "./fresh";
import classes from "./toasts.module.css";
import { useOpenTold, useSaid } from "./told";

const STAYS_MS = 8_000;

/** What just happened, for a moment in a corner; each leads to its conversation. They wait while one is among them. */
export function Toasts({ openId }: { openId: number | undefined }) {
  const { t } = useTranslation();
  const said = useSaid();
  const [held, setHeld] = useState(false);
  const shown = useSyncExternalStore(subscribeToasts, currentToasts).filter(
    ({ conversation_id }) => conversation_id !== openId,
  );
  const newest = shown[0];
  return (
    <>
      <VisuallyHidden aria-live="polite">{newest && said(newest)}</VisuallyHidden>
      {shown.length > 0 && (
        <section
          className={classes.toasts}
          aria-label={t("notifications.fresh")}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <ul className={classes.list}>
            {shown.map((item) => (
              <Toast key={`${item.id}-${item.event_id}`} item={item} held={held} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Toast({ item, held }: { item: Notification; held: boolean }) {
  const { t } = useTranslation();
  const said = useSaid();
  const open = useOpenTold();
  const leave = useEffectEvent(() => dismissToast(item.id));
  useEffect(() => {
    if (held) return undefined;
    const timer = window.setTimeout(leave, STAYS_MS);
    return () => window.clearTimeout(timer);
  }, [held]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // Escape also leaves the conversation; here it means the toast.
    event.stopPropagation();
    dismissToast(item.id);
  };
  const line = item.reason ?? item.snippet;
  return (
    <li className={classes.toast} onKeyDown={onKeyDown}>
      <button
        type="button"
        className={classes.open}
        onClick={() => {
          dismissToast(item.id);
          open(item);
        }}
      >
        <NetworkMark network={item.network} size={16} />
        <span className={classes.body}>
          <span className={classes.what}>{said(item)}</span>
          {line && <span className={classes.line}>{line}</span>}
        </span>
      </button>
      <CloseButton
        size="sm"
        aria-label={t("actions.close")}
        onClick={() => dismissToast(item.id)}
      />
    </li>
  );
}
