import { ScrollArea, Text } from "@mantine/core";
import {
  IconActivity,
  IconAlarm,
  IconAt,
  IconBan,
  IconCircleCheck,
  IconClockExclamation,
  IconHourglass,
  IconInbox,
  IconSchool,
  IconSearch,
  IconSettings,
  IconStack2,
  IconUserCheck,
  IconUserCircle,
  IconUserQuestion,
  IconUsers,
  IconAlertTriangle,
  type Icon,
} from "@tabler/icons-react";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useViews } from "@/api/inbox";
import { useTeams } from "@/api/people";
import { useSession } from "@/api/session";
import type { ViewCount } from "@/api/types";
import { Brand } from "@/components/brand";
import { Bell } from "./bell";
import classes from "./nav-rail.module.css";
import { SavedViews } from "./saved-views";
import { UserMenu } from "./user-menu";

const ICONS: Record<string, Icon> = {
  mine: IconUserCircle,
  unassigned: IconUserQuestion,
  all: IconStack2,
  overdue: IconClockExclamation,
  mentions: IconAt,
  approvals: IconUserCheck,
  pending: IconHourglass,
  failed: IconAlertTriangle,
  resolved: IconCircleCheck,
  snoozed: IconAlarm,
  spam: IconBan,
};

/** What should not be there at all. */
const ALERTING = new Set(["failed", "overdue"]);

interface Props {
  onNavigate?: () => void;
  onShowShortcuts: () => void;
  onShowNotifications: () => void;
}

export function NavRail({ onNavigate, onShowShortcuts, onShowNotifications }: Props) {
  const { t } = useTranslation();
  const session = useSession();
  const { data: views = [] } = useViews();
  const { data: teams = [] } = useTeams();
  const count = (view: string) => views.find((known) => known.view === view);
  const mine = teams.filter((team) => count(`team:${team.id}`));
  const item = (view: string, label: string, MarkIcon: Icon) => (
    <ViewLink key={view} view={view} label={label} MarkIcon={MarkIcon} count={count(view)} onNavigate={onNavigate} />
  ); // prettier-ignore
  const items = (...names: string[]) =>
    names.map((view) => item(view, t(`views.${view}`), ICONS[view] ?? IconInbox));
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      <div className={classes.head}>
        <Brand />
        <Text className={classes.workspace} truncate>
          {session.workspace.name}
        </Text>
      </div>
      <ScrollArea className={classes.views} type="scroll" scrollbarSize={6}>
        <Link
          to="/search"
          className={classes.item}
          activeProps={{ "data-active": true }}
          activeOptions={{ includeSearch: false }}
          onClick={onNavigate}
        >
          <IconSearch size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t("search.title")}</span>
        </Link>
        <Bell
          onOpen={() => {
            onNavigate?.();
            onShowNotifications();
          }}
        />
        {items("mine", "unassigned", "mentions", "approvals", "all", "overdue")}
        <Link
          to="/stream"
          className={classes.item}
          activeProps={{ "data-active": true }}
          activeOptions={{ includeSearch: false }}
          onClick={onNavigate}
        >
          <IconActivity size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t("stream.title")}</span>
        </Link>
        {mine.length > 0 && <p className={classes.group}>{t("nav.teams")}</p>}
        {mine.map((team) => item(`team:${team.id}`, team.name, IconUsers))}
        <SavedViews onNavigate={onNavigate} />
        <p className={classes.group}>{t("nav.more")}</p>
        {items("pending", "snoozed", "failed", "resolved", "spam")}
      </ScrollArea>
      <div className={classes.foot}>
        {session.demo && (
          <Link to="/practice" className={classes.item} target="_blank">
            <IconSchool size={18} stroke={1.7} aria-hidden /> {t("nav.practice")}
          </Link>
        )}
        <Link
          to="/settings/{-$section}"
          className={classes.item}
          activeProps={{ "data-active": true }}
          onClick={onNavigate}
        >
          <IconSettings size={18} stroke={1.7} aria-hidden /> {t("nav.settings")}
        </Link>
        <UserMenu onShowShortcuts={onShowShortcuts} />
      </div>
    </nav>
  );
}

interface ViewLinkProps {
  view: string;
  label: string;
  MarkIcon: Icon;
  count?: ViewCount;
  onNavigate?: () => void;
}

function ViewLink({ view, label, MarkIcon, count, onNavigate }: ViewLinkProps) {
  const { saved } = useSearch({ strict: false });
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      params={{ view, conversationId: undefined }}
      className={classes.item}
      activeProps={saved ? {} : { "data-active": true }}
      activeOptions={{ exact: false, includeSearch: false }}
      onClick={onNavigate}
    >
      <MarkIcon size={18} stroke={1.7} aria-hidden />
      <span className={classes.label}>{label}</span>
      {count?.count ? (
        <span className={classes.count} data-alert={ALERTING.has(view) || undefined}>
          {count.count}
          {count.capped && "+"}
        </span>
      ) : null}
    </Link>
  );
}
