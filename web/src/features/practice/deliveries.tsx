import { useTranslation } from "react-i18next";
import { useDeliveries } from "@/api/practice";
import { Age } from "@/components/age";
import classes from "./practice.module.css";

/** The webhooks on their way to Heard: what a network does behind the scenes. */
export function Deliveries({ site }: { site: string }) {
  const { t } = useTranslation();
  const { data = [] } = useDeliveries(site);
  return (
    <aside className={classes.side} aria-label={t("practice.deliveries")}>
      <h2 className={classes.heading}>{t("practice.deliveries")}</h2>
      <p className={classes.quiet}>{t("practice.deliveriesHelp")}</p>
      {/* It scrolls, so the keyboard must reach it. */}
      <ul className={classes.deliveries} tabIndex={0}>
        {data.map((delivery) => (
          <li key={delivery.id}>
            <span className={classes.lamp} data-state={delivery.state} />
            <span className={classes.grow}>
              {delivery.kind}
              {delivery.last_error && (
                <small className={classes.problem}>{delivery.last_error}</small>
              )}
            </span>
            <small className={classes.quiet}>
              {t(`practice.delivery.${delivery.state}`, { defaultValue: delivery.state })}
              {delivery.attempts > 1 && ` ×${delivery.attempts}`} · <Age at={delivery.at} />
            </small>
          </li>
        ))}
      </ul>
      {data.length === 0 && <p className={classes.quiet}>{t("practice.noDeliveries")}</p>}
    </aside>
  );
}
