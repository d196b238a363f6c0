import { useEffect, useState, type ComponentType, type ReactNode } from "react";
import { notifyWords } from "./errors";
import { i18n } from "./i18n";
import { checkVersion, reloadOnce } from "./version";

const AGAIN_MS = 5_000;

// What Chromium, Firefox, Safari and the loader of styles say.
const isUnreachable = (error: unknown) =>
  error instanceof Error && /imported module|module script failed|preload CSS/u.test(error.message);

const nothing = () => undefined;

type Loaded<P> = { Part: ComponentType<P> } | { error: unknown } | undefined;

/**
 * A part of the page whose script comes when it is first drawn, or before with `preload`; until then `fallback` stands there.
 *
 * What has come is drawn at once. `React.lazy` shows its fallback even then, and keeps every fallback for 300 ms, lest it
 * flicker: whoever opens something waits that long for nothing.
 *
 * A script that cannot be fetched is told, and asked for until it comes; where the server has another version of the page by
 * now it never will, so the page is loaded anew, as drafts are kept. Any other error is the page's.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>) {
  let come: ComponentType<P> | undefined;
  const fetched = async () => {
    come ??= await load();
    return come;
  };

  function Lazily({ fallback, ...props }: P & { fallback?: ReactNode }) {
    const [loaded, setLoaded] = useState<Loaded<P>>(come && { Part: come });
    const waits = loaded === undefined;
    useEffect(() => {
      if (!waits) return undefined;
      let gone = false;
      const tell = (news: Loaded<P>) => {
        if (!gone) setLoaded(news);
      };
      let timer: number | undefined;
      const begin = (first: boolean) =>
        fetched().then(
          (Part) => tell({ Part }),
          async (error: unknown) => {
            if (!isUnreachable(error)) {
              tell({ error });
              return;
            }
            if (((await checkVersion()) && reloadOnce()) || gone) return;
            if (first) notifyWords(i18n.t("errors.unreachable"));
            timer = window.setTimeout(() => void begin(false), AGAIN_MS);
          },
        );
      void begin(true);
      return () => {
        gone = true;
        window.clearTimeout(timer);
      };
    }, [waits]);
    if (!loaded) return fallback;
    if ("error" in loaded) throw loaded.error;
    return <loaded.Part {...(props as unknown as P)} />;
  }

  // Whether it came is met where it is drawn.
  const preload = () => fetched().then(nothing, nothing);
  return Object.assign(Lazily, { preload });
}
