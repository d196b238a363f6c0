import { Anchor } from "@mantine/core";
import { IconArrowBearRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Thread } from "@/api/types";
import classes from "./timeline.module.css";

/** Where the following messages were said. */
export function ThreadLine({ thread }: { thread: Thread | undefined }) {
  const { t } = useTranslation();
  // What is said here and now, each message tells by itself.
  if (!thread?.post?.text) return null;
  return (
    <div className={classes.thread}>
      <IconArrowBearRight size={14} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <span>
        <span className={classes.post}>
          {t("timeline.onPost", { name: thread.post.author_name ?? "", text: thread.post.text })}
        </span>
        {thread.external_url && (
          <Anchor href={thread.external_url} target="_blank" rel="noreferrer" fz="xs">
            {t("timeline.seeThere")}
          </Anchor>
        )}
      </span>
    </div>
  );
}
