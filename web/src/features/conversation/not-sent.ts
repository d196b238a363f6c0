import type { TFunction } from "i18next";

/** Why a reply that waited for its time was not sent, in words. */
export function whyNotSent(t: TFunction, reason: string | null, name?: string | null) {
  const code = reason ?? "failed";
  const own = t(`scheduled.why.${code}`, {
    name: name ?? t("composer.colleague"),
    defaultValue: "",
  });
  if (own) return own;
  return t(`refusals.${code}`, { defaultValue: "" }) || t("scheduled.why.failed");
}
