import { IconPlugConnectedX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAccounts } from "@/api/accounts";
import { usePermission } from "@/api/session";
import classes from "./live-banner.module.css";

/** Accounts that are not well, for those who can mend them: one line each, with the way to the remedy. */
export function HealthBanner() {
  return usePermission("accounts.manage") ? <Unwell /> : null;
}

function Unwell() {
  const { t } = useTranslation();
  const { data: accounts = [] } = useAccounts();
  return (
    <div role="status">
      {accounts.map(
        ({ id, name, health, health_reason, health_fix }) =>
          health_fix && (
            <p key={id} className={classes.banner}>
              <IconPlugConnectedX size={16} aria-hidden />
              <span>
                <strong>{name}</strong>: {t(`health.${health}`)}
                {health_reason && `. ${health_reason}`}
              </span>
              <Link to="/settings/{-$section}" params={{ section: "accounts" }}>
                {t(`health.fix.${health_fix}`)}
              </Link>
            </p>
          ),
      )}
    </div>
  );
}
