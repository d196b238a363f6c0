import { notifications } from "@mantine/notifications";
import type { TFunction } from "i18next";
import { ApiError } from "@/api/client";
import { formatFull } from "./dates";
import { i18n } from "./i18n";

/** A sentence a person can act on: ours by the error's code, else the server's own. */
export function errorMessage(error: unknown, t: TFunction): string {
  if (error instanceof ApiError) {
    const { window_closes_at: closes } = error.fields;
    const time = typeof closes === "string" ? formatFull(closes, i18n.language) : "";
    return t(`errors.${error.code}`, { ...error.fields, time, defaultValue: error.detail });
  }
  return t("errors.unreachable");
}

export function fieldError(error: unknown, field: string) {
  return error instanceof ApiError ? error.errors[field] : undefined;
}

export function notifyWords(message: string) {
  notifications.show({ color: "red", message, autoClose: 8_000 });
}

export function notifyError(error: unknown, t: TFunction, title?: string) {
  notifications.show({ color: "red", title, message: errorMessage(error, t), autoClose: 8_000 });
}
