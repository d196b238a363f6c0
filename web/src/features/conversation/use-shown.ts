import { useEffect, useRef } from "react";

const MOST_PAGES = 20;

interface Loading {
  data?: { pages: unknown[] };
  hasNextPage: boolean;
  isFetching: boolean;
  fetchNextPage: () => unknown;
}

/** Brings an entry of the timeline into sight once, loading older pages until it is there. */
export function useShown(shown: string | undefined, query: Loading) {
  const done = useRef<string>(undefined);
  const pages = query.data?.pages.length ?? 0;
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (done.current && done.current !== shown) {
      delete document.getElementById(done.current)?.dataset.shown;
      done.current = undefined;
    }
    if (!shown || done.current === shown || pages === 0) return;
    const entry = document.getElementById(shown);
    if (entry) {
      done.current = shown;
      entry.dataset.shown = "true";
      entry.scrollIntoView({ block: "center" });
    } else if (hasNextPage && !isFetching && pages < MOST_PAGES) {
      void fetchNextPage();
    }
  }, [shown, pages, hasNextPage, isFetching, fetchNextPage]);
}
