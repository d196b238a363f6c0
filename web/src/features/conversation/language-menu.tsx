import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconLanguage, IconWand } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSetLanguage } from "@/api/conversation";
import { useLanguages } from "@/api/languages";
import type { Conversation } from "@/api/types";
import { notifyError } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { languageChoices, languageName, languageSign } from "@/lib/languages";
import classes from "./conversation-header.module.css";

/** What the contact writes in: as it was recognised, or as a person says. */
export function LanguageMenu({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { language, language_by, permitted } = conversation;
  const name = language ? languageName(language, locale) : t("language.unknown");
  const how = !language
    ? "language.nothing"
    : language_by === "person"
      ? "language.byPerson"
      : "language.byMachine";
  return (
    <Menu shadow="md" position="bottom-start" width={230}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-xs"
          disabled={!permitted.includes("tag")}
          title={`${name}: ${t(how)}`}
        >
          <VisuallyHidden>{t("language.button", { language: name })}</VisuallyHidden>
          {language ? languageSign(language) : <IconLanguage size={14} />}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.languages}>
        <Choices conversation={conversation} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Choices({ conversation: { id, language, language_by } }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data } = useLanguages();
  const setLanguage = useSetLanguage(id);
  const { first, others } = languageChoices(data?.spoken ?? [], data?.known ?? [], locale);
  const set = (code: string | null) =>
    setLanguage.mutate(code, { onError: (error) => notifyError(error, t) });
  const items = (codes: string[]) =>
    codes.map((code) => (
      <Menu.Item
        key={code}
        rightSection={code === language && <IconCheck size={14} />}
        onClick={() => set(code)}
      >
        {languageName(code, locale)}
      </Menu.Item>
    ));
  return (
    <>
      {language_by === "person" && (
        <>
          <Menu.Item leftSection={<IconWand size={14} />} onClick={() => set(null)}>
            {t("language.handBack")}
          </Menu.Item>
          <Menu.Divider />
        </>
      )}
      {first.length > 0 && <Menu.Label>{t("language.spoken")}</Menu.Label>}
      {items(first)}
      <Menu.Label>{t("language.others")}</Menu.Label>
      {items(others)}
    </>
  );
}
