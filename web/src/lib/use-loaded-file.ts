import { useEffect, useState } from "react";

/** Fetching from a network takes a moment; after the last of these we say that it cannot be had. */
const PAUSES_MS = [800, 1_500, 3_000, 6_000, 12_000];

interface Loaded {
  state: "loading" | "ready" | "failed";
  src: string;
}

const known = new Map<string, Loaded["state"]>();

/** Whether a file of ours can be shown yet: the server answers 404 until it has fetched it. */
export function useLoadedFile(url: string): Loaded {
  const [state, setState] = useState<Loaded["state"]>(known.get(url) ?? "loading");
  useEffect(() => {
    if (known.has(url)) return;
    const stop = new AbortController();
    const ask = async () => {
      for (const pause of [0, ...PAUSES_MS]) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        if (stop.signal.aborted) return;
        // The first bytes are enough to know, and what was asked for is not fetched twice.
        const answer = await fetch(url, { headers: { Range: "bytes=0-0" }, signal: stop.signal });
        if (answer.ok) return "ready";
        if (answer.status !== 404) return "failed";
      }
      return "failed";
    };
    ask()
      .then((found) => {
        if (!found) return;
        known.set(url, found);
        setState(found);
      })
      .catch(() => {
        if (!stop.signal.aborted) setState("failed");
      });
    return () => stop.abort();
  }, [url]);
  return { state: known.get(url) ?? state, src: url };
}
