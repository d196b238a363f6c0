import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { isLanguage, languageName, languageSign } from "@/lib/languages";
import classes from "./language-mark.module.css";

/** What the contact writes in, where that is not what one reads oneself. */
export function LanguageMark({ code }: { code: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (isLanguage(code, locale)) return null;
  const label = t("language.mark", { language: languageName(code, locale) });
  return (
    <span className={classes.mark} role="img" aria-label={label} title={label}>
      {languageSign(code)}
    </span>
  );
}
