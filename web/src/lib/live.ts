import { sharedValue } from "./shared-value";

export interface LiveEvent {
  seq: number;
  kind: string;
  ids: Record<string, number>;
  version?: number;
}

export interface LiveHandlers {
  onEvent: (event: LiveEvent) => void;
  onResync: () => void;
  /** The line is there again, and what was missed follows on it. */
  onReopened: () => void;
  /** The server said no: perhaps we are signed out. */
  onRefused: () => void;
}

export type LiveStatus = "connecting" | "online" | "reconnecting";

// The server speaks every 15 s; three silences mean that nobody is there.
const SILENCE_MS = 45_000;
const MAX_WAIT_MS = 30_000;

const { set: setStatus, useValue: useLiveStatus } = sharedValue<LiveStatus>("connecting");
export { useLiveStatus };

function parse(data: string): LiveEvent | null {
  try {
    return JSON.parse(data) as LiveEvent;
  } catch {
    return null;
  }
}

/**
 * Listens to the server until told to stop, also to what has happened since a place of the log. The browser reconnects by itself and says where it was; when it
 * gives up, or the line is silent, we connect anew, and since we may have missed something we resync.
 */
export function connectLive(
  url: string,
  since: string,
  { onEvent, onResync, onReopened, onRefused }: LiveHandlers,
) {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let failures = 0;
  let wasLost = false;

  const expectWord = (wait: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(lose, wait);
  };
  const heard = () => {
    failures = 0;
    setStatus("online");
    expectWord(SILENCE_MS);
  };
  const read = (event: MessageEvent<string>) => {
    heard();
    const news = parse(event.data);
    if (news) onEvent(news);
  };
  function lose() {
    source?.close();
    wasLost = true;
    setStatus("reconnecting");
    failures += 1;
    window.clearTimeout(timer);
    timer = window.setTimeout(open, Math.min(MAX_WAIT_MS, 1_000 * 2 ** failures));
  }
  function open() {
    source = new EventSource(wasLost ? url : `${url}?since=${since}`);
    source.onopen = () => {
      heard();
      if (wasLost) onResync();
      else onReopened();
      wasLost = false;
    };
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) {
        lose();
        onRefused();
      } else setStatus("reconnecting");
    };
    source.addEventListener("log", read);
    source.addEventListener("presence", read);
    source.addEventListener("message", read);
    source.addEventListener("heartbeat", heard);
    source.addEventListener("resync", () => {
      heard();
      onResync();
    });
    expectWord(SILENCE_MS);
  }

  open();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}
