import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDots,
  IconEye,
  IconEyeOff,
  IconHeart,
  IconHeartOff,
  IconTrash,
  IconUserMinus,
  IconUserPlus,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModerate } from "@/api/moderation";
import type { DeedKind, MessageEntry } from "@/api/timeline-types";
import { notifyError } from "@/lib/errors";
import { useIsOffline } from "@/lib/offline";
import { lazily } from "@/lib/lazily";
import classes from "./timeline.module.css";

const ModerateModal = lazily(() =>
  import("./moderate-modal").then((module) => module.ModerateModal),
);

const ICONS = {
  like: IconHeart,
  unlike: IconHeartOff,
  hide: IconEyeOff,
  show: IconEye,
  delete: IconTrash,
  follow: IconUserPlus,
  unfollow: IconUserMinus,
};

/** Of these the person says why before they are done. */
export type Reasoned = "hide" | "delete";
const isReasoned = (deed: DeedKind): deed is Reasoned => deed === "hide" || deed === "delete";

/** The button of a message's menu, by keyboard. (Its id is the menu's own.) */
export const menuButton = (id: number) =>
  document.querySelector<HTMLElement>(`#message-${id} [data-message-menu]`);

interface Props {
  message: MessageEntry;
  conversationId: number;
}

/** What can be done with a message on its network. */
export function MessageMenu({ message, conversationId }: Props) {
  const { t } = useTranslation();
  const offline = useIsOffline();
  const moderate = useModerate(conversationId);
  const [asking, setAsking] = useState<Reasoned | null>(null);
  if (message.can.length === 0) return null;
  const choose = (deed: DeedKind) => {
    if (isReasoned(deed)) setAsking(deed);
    else moderate.mutate({ id: message.id, deed }, { onError: (error) => notifyError(error, t) });
  };
  return (
    <>
      <Menu shadow="md" position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon
            data-message-menu
            className={classes.menu}
            variant="subtle"
            color="gray"
            size={24}
            loading={moderate.isPending}
            aria-label={t("moderation.menu", { name: message.author.name })}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {message.can.map((deed) => {
            const Icon = ICONS[deed];
            return (
              <Menu.Item
                key={deed}
                leftSection={<Icon size={15} aria-hidden />}
                color={deed === "delete" ? "red" : undefined}
                disabled={offline}
                onClick={() => choose(deed)}
              >
                {t(`moderation.do.${deed}`, { name: message.author.name })}
              </Menu.Item>
            );
          })}
          {offline && <Menu.Label>{t("moderation.offline")}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <ModerateModal
          message={message}
          deed={asking}
          conversationId={conversationId}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
