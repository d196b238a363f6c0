import { Title } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense, type ComponentType } from "react";
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
import classes from "./settings-page.module.css";
import { TagsSection } from "./tags-section";
import { TeamsSection } from "./teams-section";
import { TokensSection } from "./tokens-section";

const ApprovalsSection = lazy(() =>
  import("./approvals-section").then((module) => ({ default: module.ApprovalsSection })),
);
const HoursSection = lazy(() =>
  import("./hours-section").then((module) => ({ default: module.HoursSection })),
);
const PoliciesSection = lazy(() =>
  import("./policies-section").then((module) => ({ default: module.PoliciesSection })),
);
const MacrosSection = lazy(() =>
  import("./macros-section").then((module) => ({ default: module.MacrosSection })),
);
const NotificationsSection = lazy(() =>
  import("./notifications-section").then((module) => ({ default: module.NotificationsSection })),
);
const PeoplePageSection = lazy(() =>
  import("./people-page-section").then((module) => ({ default: module.PeoplePageSection })),
);
const SignaturesSection = lazy(() =>
  import("./signatures-section").then((module) => ({ default: module.SignaturesSection })),
);
const SpamSection = lazy(() =>
  import("./spam-section").then((module) => ({ default: module.SpamSection })),
);
const StaleSection = lazy(() =>
  import("./stale-section").then((module) => ({ default: module.StaleSection })),
);

const PAGES: Record<SettingsSection, ComponentType> = {
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
              data-active={name === section || undefined}
              aria-current={name === section ? "page" : undefined}
            >
              {t(`settings.${name}`)}
            </Link>
          ))}
        </nav>
        <div className={classes.content}>
          <Suspense>
            <Page />
          </Suspense>
        </div>
      </div>
    </main>
  );
}
