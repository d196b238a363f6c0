import { useEffect, useState, type ComponentType, type ReactNode } from "react";

type Loaded<P> = { Part: ComponentType<P> } | { error: unknown } | undefined;

/**
 * A part of the page whose script comes when it is first drawn, or before with `preload`; until then `fallback` stands there.
 *
 * What has come is drawn at once. `React.lazy` shows its fallback even then, and keeps every fallback for 300 ms, lest it
 * flicker: whoever opens something waits that long for nothing. A script that does not come is the page's error, and is
 * asked for again the next time.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>) {
  let come: ComponentType<P> | undefined;
  const preload = async () => {
    come ??= await load();
    return come;
  };

  function Lazily({ fallback, ...props }: P & { fallback?: ReactNode }) {
    const [loaded, setLoaded] = useState<Loaded<P>>(come && { Part: come });
    useEffect(() => {
      let gone = false;
      const tell = (news: Loaded<P>) => {
        if (!gone) setLoaded((known) => known ?? news);
      };
      preload().then(
        (Part) => tell({ Part }),
        (error: unknown) => tell({ error }),
      );
      return () => {
        gone = true;
      };
    }, []);
    if (!loaded) return fallback;
    if ("error" in loaded) throw loaded.error;
    return <loaded.Part {...(props as unknown as P)} />;
  }

  return Object.assign(Lazily, { preload });
}
