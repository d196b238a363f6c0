import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import classes from "./timeline.module.css";

export function PreviousLink({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  if (conversation.previous_id === null) return null;
  return (
    <p className={classes.events}>
      <Link
        className={classes.link}
        to="/inbox/$view/{-$conversationId}"
        params={{ view: "all", conversationId: String(conversation.previous_id) }}
      >
        {t("timeline.previous", { number: conversation.previous_number })}
      </Link>
    </p>
  );
}
