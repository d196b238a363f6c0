import { useMemo } from "react";
import { useLanguages } from "@/api/languages";
import { useLocale } from "@/lib/i18n";
import { languageChoices, languageName } from "@/lib/languages";

/** The languages to choose from, each with its name: those of open work, and the others. */
export function useLanguageChoices() {
  const locale = useLocale();
  const { data } = useLanguages();
  return useMemo(() => {
    const { first, others } = languageChoices(data?.spoken ?? [], data?.known ?? [], locale);
    const named = (codes: string[]) =>
      codes.map((code): [string, string] => [code, languageName(code, locale)]);
    return { first: named(first), others: named(others) };
  }, [data, locale]);
}
