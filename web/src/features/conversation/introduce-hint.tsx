import { Button } from "@mantine/core";
import { IconMoodHappy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { Conversation } from "@/api/types";
import { useWriting } from "@/api/writing";
import { insertText } from "./insert-text";
import type { Composer } from "./use-composer";

interface Props {
  conversation: Conversation;
  composer: Composer;
}

/** Who answers somebody for the first time may say who they are. */
export function IntroduceHint({ conversation, composer }: Props) {
  const { t } = useTranslation();
  const { introduction } = useSession().user;
  const { data } = useWriting(conversation.id);
  const { mode, text, writable } = composer;
  const wanted = introduction !== "" && data?.met === false && mode !== "note" && writable;
  if (!wanted || text.includes(introduction)) return null;
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      leftSection={<IconMoodHappy size={14} aria-hidden />}
      title={introduction}
      onClick={() => insertText(composer, text ? `${introduction} ` : introduction, 0, 0)}
    >
      {t("composer.introduce")}
    </Button>
  );
}
