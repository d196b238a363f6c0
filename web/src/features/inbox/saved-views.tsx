import { ActionIcon, Menu } from "@mantine/core";
import { IconBookmark, IconDots, IconTrash, IconUsersGroup } from "@tabler/icons-react";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addressOf, useChangeView, useRemoveView, useSavedViews } from "@/api/saved-views";
import { useSession } from "@/api/session";
import type { SavedView } from "@/api/types";
import { notifyError } from "@/lib/errors";
import { lazily } from "@/lib/lazily";
import classes from "./nav-rail.module.css";

const Confirm = lazily(() => import("@/components/confirm").then((module) => module.Confirm));

/** The lists this person has saved, and those shared with everybody. */
export function SavedViews({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const { data: views = [] } = useSavedViews();
  if (views.length === 0) return null;
  return (
    <>
      <p className={classes.group}>{t("saved.title")}</p>
      {views.map((view) => (
        <SavedViewLink key={view.id} view={view} onNavigate={onNavigate} />
      ))}
    </>
  );
}

function SavedViewLink({ view, onNavigate }: { view: SavedView; onNavigate?: () => void }) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const { saved } = useSearch({ strict: false });
  const MarkIcon = view.shared ? IconUsersGroup : IconBookmark;
  const mayChange = !view.shared || permissions.includes("views.share");
  return (
    <div className={classes.saved}>
      <Link
        {...addressOf(view)}
        className={classes.item}
        data-active={saved === view.id || undefined}
        onClick={onNavigate}
      >
        <MarkIcon size={18} stroke={1.7} aria-label={view.shared ? t("saved.shared") : undefined} />
        <span className={classes.label}>{view.name}</span>
        {view.count ? (
          <span className={classes.count}>
            {view.count}
            {view.capped && "+"}
          </span>
        ) : null}
      </Link>
      {mayChange && <SavedViewMenu view={view} />}
    </div>
  );
}

function SavedViewMenu({ view }: { view: SavedView }) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const change = useChangeView();
  const remove = useRemoveView();
  const [asking, setAsking] = useState(false);
  const onError = (error: unknown) => notifyError(error, t);
  return (
    <>
      <Menu shadow="md" position="bottom-end">
        <Menu.Target>
          <ActionIcon
            className={classes.savedMenu}
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t("saved.menu", { name: view.name })}
          >
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {permissions.includes("views.share") && (
            <Menu.Item
              leftSection={<IconUsersGroup size={15} />}
              onClick={() => change.mutate({ id: view.id, shared: !view.shared }, { onError })}
            >
              {t(view.shared ? "saved.unshare" : "saved.share")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash size={15} />} onClick={() => setAsking(true)}>
            {t("actions.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm
          opened={asking}
          title={t("saved.deleteTitle", { name: view.name })}
          action={t("actions.delete")}
          loading={remove.isPending}
          onClose={() => setAsking(false)}
          onConfirm={() => remove.mutate(view.id, { onError })}
        >
          {t("saved.deleteHelp")}
        </Confirm>
      )}
    </>
  );
}
