import { IconCloudOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveStatus } from "@/lib/live";
import { useIsOffline } from "@/lib/offline";
import classes from "./live-banner.module.css";

// A blink of the line is nobody's business.
const PATIENCE_MS = 2_500;

export function LiveBanner() {
  const { t } = useTranslation();
  const lost = useLiveStatus() === "reconnecting";
  const offline = useIsOffline();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(lost), lost ? PATIENCE_MS : 0);
    return () => window.clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status">
      {shown && (
        <p className={classes.banner}>
          <IconCloudOff size={16} aria-hidden /> {t(offline ? "live.offline" : "live.lost")}
        </p>
      )}
    </div>
  );
}
