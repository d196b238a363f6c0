import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveStatus } from "@/lib/live";
import { checkVersion, useIsOutdated } from "@/lib/version";
import classes from "./live-banner.module.css";

/** After the server was away it may be another version; the page goes on as it is until the person wants the new one. */
export function UpdateBanner() {
  const { t } = useTranslation();
  const status = useLiveStatus();
  const outdated = useIsOutdated();
  const [wasLost, setWasLost] = useState(false);
  if (status === "reconnecting" && !wasLost) setWasLost(true);
  useEffect(() => {
    if (wasLost && status === "online") void checkVersion();
  }, [wasLost, status]);
  return (
    <div role="status">
      {outdated && (
        <p className={classes.banner}>
          <IconRefresh size={16} aria-hidden /> {t("live.updated")}
          <Button size="compact-xs" variant="default" onClick={() => window.location.reload()}>
            {t("live.reload")}
          </Button>
        </p>
      )}
    </div>
  );
}
