import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";
import { useChoices, useUnread } from "@/api/notifications";
import { addDevice, pushQuery } from "@/api/push";
import { useSession } from "@/api/session";
import type { Notification } from "@/api/types";
import { ring } from "@/lib/chime";
import { useLocale } from "@/lib/i18n";
import { keepWords, pushAbility, subscribe } from "@/lib/push";
import { pushOwner, stopPush } from "@/lib/push-here";
import { currentToasts, newestEvent, setToasts, since, withNew, worthToasting } from "./fresh";
import { Toasts } from "./toasts";

/** Watches what a person is told of while the signed-in pages are open, and makes it seen and heard. */
export default function Watch() {
  const { conversationId } = useParams({ strict: false });
  const openId = Number(conversationId) || undefined;
  useArrivals(openId);
  usePushKept();
  useLed();
  return <Toasts openId={openId} />;
}

function useArrivals(openId: number | undefined) {
  const { data: unread } = useUnread();
  const { data: choices } = useChoices();
  const seen = useRef<number>(undefined);
  const arrive = useEffectEvent((items: Notification[]) => {
    // What is read elsewhere meanwhile need not be shown here any longer.
    const left = currentToasts().filter((toast) => items.some(({ id }) => id === toast.id));
    const fresh = since(items, seen.current ?? Infinity);
    seen.current = Math.max(seen.current ?? 0, newestEvent(items));
    const worthy = document.hidden ? [] : worthToasting(fresh, openId, Date.now());
    setToasts(withNew(left, worthy));
    const heard = fresh.filter(({ kind }) => choices?.find((one) => one.kind === kind)?.sound);
    if (heard.length === 0) return;
    const looksAt = !document.hidden && heard.every((one) => one.conversation_id === openId);
    void ring(newestEvent(heard), looksAt).catch(() => undefined);
  });
  useEffect(() => {
    if (unread) arrive(unread.items);
  }, [unread]);
}

/** Whoever turned push on in this browser keeps it after they have signed in again; nobody else gets it. */
function usePushKept() {
  const client = useQueryClient();
  const { user } = useSession();
  const locale = useLocale();
  useEffect(() => {
    const keep = async () => {
      const owner = pushOwner();
      if (owner === null) return;
      if (owner !== user.id) return stopPush();
      await keepWords();
      const ability = await pushAbility();
      const may = ability === "able" || ability === "bound";
      if (!may || Notification.permission !== "granted") return;
      const { public_key, devices } = await client.query({ ...pushQuery, staleTime: 0 });
      if (devices.some(({ here }) => here)) return;
      await addDevice(await subscribe(public_key, user.id));
      await client.invalidateQueries({ queryKey: pushQuery.queryKey });
    };
    // Without it everything else works all the same; the settings say how it stands.
    void keep().catch(() => undefined);
  }, [client, user.id, locale]);
}

interface Lead {
  kind?: string;
  path?: string;
}

/** A notification of the browser was clicked: the service worker asks this window to go there. */
function useLed() {
  const navigate = useNavigate();
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return undefined;
    const workers = navigator.serviceWorker;
    const follow = ({ data, ports }: MessageEvent<Lead | null>) => {
      if (data?.kind !== "heard.go" || !data.path?.startsWith("/")) return;
      ports[0]?.postMessage("gone");
      void navigate({ href: data.path });
    };
    workers.addEventListener("message", follow);
    return () => workers.removeEventListener("message", follow);
  }, [navigate]);
}
