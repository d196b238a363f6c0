import { useDisclosure, useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Navigate, Outlet, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useViews } from "@/api/inbox";
import { sessionQuery } from "@/api/session";
import { SideDrawer } from "@/components/side-drawer";
import { NavRail } from "@/features/inbox/nav-rail";
import { NavContext } from "@/lib/nav";
import { useShortcuts } from "@/lib/shortcuts";
import { useIsNarrow } from "@/lib/widths";
import { HealthBanner } from "./health-banner";
import { LiveBanner } from "./live-banner";
import { useRealtime } from "./realtime";
import { ShortcutsSheet } from "./shortcuts-sheet";
import classes from "./signed-in.module.css";

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
  useRealtime();
  useTitle();

  const toView = (view: string) => () =>
    void navigate({ to: "/inbox/$view/{-$conversationId}", params: { view } });
  useShortcuts({
    "?": sheet.open,
    "/": () => void navigate({ to: "/search" }),
    "g i": toView("mine"),
    "g m": toView("mentions"),
    "g u": toView("unassigned"),
    "g a": toView("all"),
  });

  return (
    <NavContext value={narrow ? nav.open : null}>
      <div className={classes.frame}>
        <LiveBanner />
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
              <NavRail onNavigate={nav.close} onShowShortcuts={sheet.open} />
            </SideDrawer>
          ) : (
            <div className={classes.rail}>
              <NavRail onShowShortcuts={sheet.open} />
            </div>
          )}
          <Outlet />
        </div>
      </div>
      <ShortcutsSheet opened={sheetOpened} onClose={sheet.close} />
    </NavContext>
  );
}
