import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import classes from "./timeline.module.css";

export function PreviousLink({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  if (conversation.previous_id === null) return null;
  return (
    <p className={classes.events}>
      <Anchor
        component={Link}
        to="/inbox/$view/{-$conversationId}"
        params={{ view: "all", conversationId: String(conversation.previous_id) }}
        fz="xs"
      >
        {t("timeline.previous", { number: conversation.previous_number })}
      </Anchor>
    </p>
  );
}
