import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./timeline.module.css";

/** Where what this person has not seen yet begins; a way up to it while it is out of sight. */
export function UnreadLine({ count }: { count: number }) {
  const { t } = useTranslation();
  const line = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(false);
  useEffect(() => {
    if (!line.current) return;
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry)
        setAbove(
          !entry.isIntersecting && entry.boundingClientRect.top < (entry.rootBounds?.top ?? 0),
        );
    });
    watcher.observe(line.current);
    return () => watcher.disconnect();
  }, []);
  return (
    <>
      <div ref={line} className={classes.unread} role="separator" aria-label={t("timeline.new")}>
        <span>{t("timeline.new")}</span>
      </div>
      {above && (
        <Button
          className={classes.toUnread}
          size="xs"
          radius="xl"
          leftSection={<IconArrowUp size={14} />}
          onClick={() => line.current?.scrollIntoView({ block: "start" })}
        >
          {t("timeline.toUnread", { count })}
        </Button>
      )}
    </>
  );
}
