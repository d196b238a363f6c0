import { ActionIcon, Button, Skeleton, Title } from "@mantine/core";
import { IconBellCheck, IconX } from "@tabler/icons-react";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMarkRead, useNotifications, useUnread } from "@/api/notifications";
import type { Notification } from "@/api/types";
import { Age } from "@/components/age";
import { ErrorBox } from "@/components/error-box";
import { MessageBox } from "@/components/message-box";
import { NetworkMark } from "@/components/network-mark";
import { PaneHeader } from "@/components/pane-header";
import { SideDrawer } from "@/components/side-drawer";
import { useIsPhone } from "@/lib/widths";
import classes from "./notifications.module.css";
import { useOpenTold, useSaid } from "./told";

/** What a person was told of, the newest first; choosing one opens its conversation there. */
export function NotificationsDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const [opened, setOpened] = useState(true);
  const { data: unread } = useUnread();
  const markRead = useMarkRead();
  const close = () => {
    setOpened(false);
    window.setTimeout(onClose, 200);
  };
  return (
    <SideDrawer
      label={t("notifications.title")}
      opened={opened}
      onClose={close}
      position="left"
      size={phone ? "100%" : 400}
    >
      <PaneHeader>
        <Title order={2} fz="md" flex={1}>
          {t("notifications.title")}
        </Title>
        {unread !== undefined && unread.count > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            loading={markRead.isPending}
            onClick={() => markRead.mutate({})}
          >
            {t("notifications.readAll")}
          </Button>
        )}
        <ActionIcon variant="subtle" color="gray" onClick={close} aria-label={t("actions.close")}>
          <IconX size={18} />
        </ActionIcon>
      </PaneHeader>
      <List onClose={close} />
    </SideDrawer>
  );
}

function List({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const query = useNotifications();
  if (query.isPending) return <Skeleton h={64} m={14} />;
  if (query.isError && !query.data)
    return <ErrorBox error={query.error} onRetry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <MessageBox icon={<IconBellCheck size={32} stroke={1.5} />} title={t("notifications.empty")}>
        {t("notifications.emptyHelp")}
      </MessageBox>
    );
  }
  return (
    <>
      <ul className={classes.list} onKeyDown={moveFocus}>
        {items.map((item) => (
          <li key={item.id}>
            <Item item={item} onClose={onClose} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          m="sm"
          size="xs"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("search.more")}
        </Button>
      )}
    </>
  );
}

/** Arrows, j and k go from one to the next. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>) {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const place = buttons.findIndex((button) => button === document.activeElement);
  buttons[Math.max(0, Math.min(buttons.length - 1, place + step))]?.focus();
  event.preventDefault();
}

function Item({ item, onClose }: { item: Notification; onClose: () => void }) {
  const said = useSaid();
  const open = useOpenTold();
  return (
    <button
      type="button"
      className={classes.item}
      data-unread={item.read_at === null || undefined}
      onClick={() => {
        onClose();
        open(item);
      }}
    >
      <NetworkMark network={item.network} size={16} />
      <span className={classes.body}>
        <span className={classes.what}>{said(item)}</span>
        {(item.snippet || item.reason) && (
          <span className={classes.snippet}>{item.reason ?? item.snippet}</span>
        )}
      </span>
      <Age at={item.at} className={classes.at} />
    </button>
  );
}
