import { Skeleton, Title } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PageNotFound } from "@/components/page-states";
import { PaneHeader } from "@/components/pane-header";
import { AccountsSection } from "./accounts-section";
import { ContactFieldsSection } from "./contact-fields-section";
import { InvitationsSection } from "./invitations-section";
import { MembersSection } from "./members-section";
import { MutedSection } from "./muted-section";
import { ProblemsSection } from "./problems-section";
import { ProfileSection } from "./profile-section";
import {
  isSettingsSection,
  SETTINGS_SECTIONS,
  type SettingsSection,
} from "@/lib/settings-sections";
import { lazily } from "@/lib/lazily";
import classes from "./settings-page.module.css";
import { TagsSection } from "./tags-section";
import { TeamsSection } from "./teams-section";
import { TokensSection } from "./tokens-section";

const ApprovalsSection = lazily(() =>
  import("./approvals-section").then((module) => module.ApprovalsSection),
);
const HoursSection = lazily(() => import("./hours-section").then((module) => module.HoursSection));
const PoliciesSection = lazily(() =>
  import("./policies-section").then((module) => module.PoliciesSection),
);
const MacrosSection = lazily(() =>
  import("./macros-section").then((module) => module.MacrosSection),
);
const NotificationsSection = lazily(() =>
  import("./notifications-section").then((module) => module.NotificationsSection),
);
const PeoplePageSection = lazily(() =>
  import("./people-page-section").then((module) => module.PeoplePageSection),
);
const SignaturesSection = lazily(() =>
  import("./signatures-section").then((module) => module.SignaturesSection),
);
const SpamSection = lazily(() => import("./spam-section").then((module) => module.SpamSection));
const StaleSection = lazily(() => import("./stale-section").then((module) => module.StaleSection));

type Section = ComponentType<{ fallback?: ReactNode }> & { preload?: () => Promise<unknown> };

const PAGES: Record<SettingsSection, Section> = {
  profile: ProfileSection,
  signatures: SignaturesSection,
  peoplePage: PeoplePageSection,
  notifications: NotificationsSection,
  accounts: AccountsSection,
  members: MembersSection,
  invitations: InvitationsSection,
  teams: TeamsSection,
  tags: TagsSection,
  macros: MacrosSection,
  approvals: ApprovalsSection,
  contactFields: ContactFieldsSection,
  hours: HoursSection,
  policies: PoliciesSection,
  muted: MutedSection,
  spam: SpamSection,
  stale: StaleSection,
  tokens: TokensSection,
  problems: ProblemsSection,
};

/** Whoever points at a section is likely to open it. */
const preload = (name: SettingsSection) => void PAGES[name].preload?.();

/** On a phone the sections are a line to scroll. */
const showLink = (link: HTMLAnchorElement | null) =>
  link?.scrollIntoView({ block: "nearest", inline: "center" });

export function SettingsPage() {
  const { t } = useTranslation();
  const { section = "profile" } = useParams({ strict: false });
  if (!isSettingsSection(section)) return <PageNotFound />;
  const Page = PAGES[section];
  return (
    <main className={classes.page}>
      <PaneHeader nav>
        <Title order={1} fz="lg">
          {t("nav.settings")}
        </Title>
      </PaneHeader>
      <div className={classes.body}>
        <nav className={classes.nav} aria-label={t("settings.sections")}>
          {SETTINGS_SECTIONS.map((name) => (
            <Link
              key={name}
              ref={name === section ? showLink : undefined}
              to="/settings/{-$section}"
              params={{ section: name }}
              className={classes.link}
              onPointerEnter={() => preload(name)}
              onFocus={() => preload(name)}
              data-active={name === section || undefined}
              aria-current={name === section ? "page" : undefined}
            >
              {t(`settings.${name}`)}
            </Link>
          ))}
        </nav>
        <div className={classes.content}>
          <Page fallback={<Skeleton h={240} role="status" aria-label={t("states.loading")} />} />
        </div>
      </div>
    </main>
  );
}
