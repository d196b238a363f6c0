import { useDisclosure, useDocumentTitle, useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Navigate, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useViews } from "@/api/inbox";
import { sessionQuery } from "@/api/session";
import { NavRail } from "@/features/inbox/nav-rail";
import { lazily } from "@/lib/lazily";
import { NavContext } from "@/lib/nav";
import { useShortcuts } from "@/lib/shortcuts";
import { useIsNarrow } from "@/lib/widths";
import { HealthBanner } from "./health-banner";
import { LiveBanner } from "./live-banner";
import { useRealtime } from "./realtime";
import classes from "./signed-in.module.css";
import { UpdateBanner } from "./update-banner";
import { useAppCommands } from "./use-app-commands";

const NotificationsDrawer = lazily(() =>
  import("@/features/notifications/notifications-drawer").then(
    (module) => module.NotificationsDrawer,
  ),
);
const Watch = lazily(() =>
  import("@/features/notifications/watch").then((module) => module.default),
);
const CommandPalette = lazily(() =>
  import("./command-palette").then((module) => module.CommandPalette),
);
const SETTLED_MS = 1_000;

/** Not part of the first load, but there before it is asked for. */
function usePaletteSoon() {
  useEffect(() => {
    const timer = window.setTimeout(() => void CommandPalette.preload(), SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, []);
}

const SideDrawer = lazily(() =>
  import("@/components/side-drawer").then((module) => module.SideDrawer),
);
const ShortcutsSheet = lazily(() => import("./shortcuts-sheet").then((module) => module.default));

export function SignedIn() {
  const { data: session } = useQuery(sessionQuery);
  return session ? <Frame /> : <Navigate to="/sign-in" />;
}

/** The tab tells how much waits for me. */
function useTitle() {
  const { data: views } = useViews();
  const mine = views?.find(({ view }) => view === "mine")?.count ?? 0;
  useDocumentTitle(mine > 0 ? `(${mine}) Heard` : "Heard");
}

function Frame() {
  const { t } = useTranslation();
  const narrow = useIsNarrow();
  const navigate = useNavigate();
  const [navOpened, nav] = useDisclosure();
  const [sheetOpened, sheet] = useDisclosure();
  const [toldOpened, told] = useDisclosure();
  // Numbered, so that it opens anew also while the last one fades. No number comes twice: one that has faded closes itself alone.
  const [palette, setPalette] = useState({ number: 0, open: false });
  useRealtime();
  useTitle();
  useAppCommands(sheet.open);
  usePaletteSoon();
  useHotkeys(
    [["mod+K", () => setPalette((last) => ({ number: last.number + 1, open: true }))]],
    [],
  );

  const toView = (view: string) => () =>
    void navigate({ to: "/inbox/$view/{-$conversationId}", params: { view } });
  useShortcuts({
    "?": sheet.open,
    "/": () => void navigate({ to: "/search" }),
    "g n": told.open,
    "g i": toView("mine"),
    "g m": toView("mentions"),
    "g w": toView("approvals"),
    "g u": toView("unassigned"),
    "g a": toView("all"),
    "g s": () => void navigate({ to: "/stream" }),
  });

  return (
    <NavContext value={narrow ? nav.open : null}>
      <div className={classes.frame}>
        <LiveBanner />
        <UpdateBanner />
        <HealthBanner />
        <div className={classes.panes}>
          {narrow ? (
            <SideDrawer
              label={t("nav.label")}
              opened={navOpened}
              onClose={nav.close}
              position="left"
              size={280}
            >
              <NavRail
                onNavigate={nav.close}
                onShowShortcuts={sheet.open}
                onShowNotifications={told.open}
              />
            </SideDrawer>
          ) : (
            <div className={classes.rail}>
              <NavRail onShowShortcuts={sheet.open} onShowNotifications={told.open} />
            </div>
          )}
          <Outlet />
        </div>
      </div>
      {palette.open && (
        <CommandPalette
          key={palette.number}
          onClose={() =>
            setPalette((last) => ({ ...last, open: last.number !== palette.number && last.open }))
          }
        />
      )}
      <Watch />
      {toldOpened && <NotificationsDrawer onClose={told.close} />}
      {sheetOpened && <ShortcutsSheet opened onClose={sheet.close} />}
    </NavContext>
  );
}
