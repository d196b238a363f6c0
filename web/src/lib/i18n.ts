import i18n from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import en from "@/locales/en.json";

export const LOCALES = [
  { code: "en", name: "English" },
  { code: "zh-Hans", name: "简体中文" },
  { code: "zh-Hant", name: "繁體中文" },
  { code: "ru", name: "Русский" },
  { code: "tr", name: "Türkçe" },
] as const;
export type Locale = (typeof LOCALES)[number]["code"];

const KEY = "heard.locale";
const loaders: Record<string, () => Promise<{ default: Record<string, string> }>> = {
  "zh-Hans": () => import("@/locales/zh-Hans.json"),
  "zh-Hant": () => import("@/locales/zh-Hant.json"),
  ru: () => import("@/locales/ru.json"),
  tr: () => import("@/locales/tr.json"),
};

/** The nearest language we speak. */
export function matchLocale(wanted: string | null | undefined): Locale | undefined {
  if (!wanted) return undefined;
  if (/^zh-(hant|tw|hk|mo)\b/iu.test(wanted)) return "zh-Hant";
  if (/^zh\b/iu.test(wanted)) return "zh-Hans";
  return LOCALES.find(({ code }) => wanted.toLowerCase().startsWith(code))?.code;
}

function firstLocale() {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    // No storage: the browser's own language decides.
  }
  return matchLocale(stored) ?? navigator.languages.map(matchLocale).find(Boolean) ?? "en";
}

export async function changeLocale(wanted: string) {
  const locale = matchLocale(wanted) ?? "en";
  const load = loaders[locale];
  if (load && !i18n.hasResourceBundle(locale, "translation")) {
    i18n.addResourceBundle(locale, "translation", (await load()).default);
  }
  await i18n.changeLanguage(locale);
  document.documentElement.lang = locale;
  try {
    localStorage.setItem(KEY, locale);
  } catch {
    // See above.
  }
}

let chosen = false;

/** A person chose the language just now, on this page: that counts more than what their profile says. */
export function chooseLocale(wanted: Locale) {
  chosen = true;
  return changeLocale(wanted);
}

export const localeWasChosen = () => chosen;

export async function startI18n() {
  await i18n.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: "en",
    fallbackLng: "en",
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  await changeLocale(firstLocale());
}

export const useLocale = () => useTranslation().i18n.language;
export { i18n };
