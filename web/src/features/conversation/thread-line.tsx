import { Anchor } from "@mantine/core";
import { IconArrowBearRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Thread } from "@/api/types";
import classes from "./timeline.module.css";

/** Where the following messages were said. */
export function ThreadLine({ thread, only }: { thread: Thread | undefined; only: boolean }) {
  const { t } = useTranslation();
  if (!thread?.post && !thread?.external_url) return null;
  // Each message says the rest itself.
  if (only && !thread.post?.text) return null;
  return (
    <div className={classes.thread}>
      <IconArrowBearRight size={14} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <span>
        <span className={classes.post}>
          {thread.post?.text
            ? t("timeline.onPost", { name: thread.post.author_name ?? "", text: thread.post.text })
            : t(`threadKind.${thread.kind}`)}
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
