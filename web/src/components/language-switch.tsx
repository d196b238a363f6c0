import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { chooseLocale, LOCALES, type Locale } from "@/lib/i18n";

interface Props {
  label?: string;
  onChange?: (locale: Locale) => void;
}

export function LanguageSwitch({ label, onChange }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <NativeSelect
      label={label}
      aria-label={label ? undefined : t("settings.language")}
      value={i18n.language}
      data={LOCALES.map(({ code, name }) => ({ value: code, label: name }))}
      onChange={(event) => {
        const locale = event.currentTarget.value as Locale;
        void chooseLocale(locale);
        onChange?.(locale);
      }}
    />
  );
}
