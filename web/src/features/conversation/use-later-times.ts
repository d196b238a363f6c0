import { useTranslation } from "react-i18next";

const SOONEST_MS = 60_000;
const LATEST_MS = 90 * 86_400_000;

/** What a menu of times says of sending later, and which times the server takes. */
export function useLaterTimes() {
  const { t } = useTranslation();
  return {
    label: t("scheduled.when"),
    title: t("composer.sendLater"),
    action: t("scheduled.do"),
    check: (at: number, now: number) => {
      if (at < now + SOONEST_MS) return t("errors.too_soon");
      return at > now + LATEST_MS ? t("errors.too_late") : undefined;
    },
  };
}
