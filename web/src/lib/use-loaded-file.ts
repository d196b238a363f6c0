import { useEffect, useState } from "react";

/** Fetching from a network takes a moment; after the last of these we say that it cannot be had. */
const PAUSES_MS = [800, 1_500, 3_000, 6_000, 12_000];

interface Loaded {
  state: "loading" | "ready" | "failed";
  src: string;
}

const known = new Map<string, Loaded["state"]>();

/**
 * Whether a file of ours can be shown yet: the server answers 404 until it has fetched it. A picture is loaded by
 * asking, and then shown from the browser's cache; of a film the first byte is enough to know.
 */
export function useLoadedFile(url: string, part: "whole" | "first byte"): Loaded {
  const [state, setState] = useState<Loaded["state"]>(known.get(url) ?? "loading");
  useEffect(() => {
    if (known.has(url)) return;
    const stop = new AbortController();
    const ask = async () => {
      for (const pause of [0, ...PAUSES_MS]) {
        await new Promise((resolve) => setTimeout(resolve, pause));
        if (stop.signal.aborted) return;
        const headers = part === "whole" ? undefined : { Range: "bytes=0-0" };
        const answer = await fetch(url, { headers, signal: stop.signal });
        // Read to its end, or the browser does not keep it.
        await answer.arrayBuffer();
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
  }, [url, part]);
  return { state: known.get(url) ?? state, src: url };
}
