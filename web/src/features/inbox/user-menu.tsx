import { Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCheck,
  IconUserOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSession, useSetPresent, useSignOut, useUpdateProfile } from "@/api/session";
import { PersonAvatar } from "@/components/person-avatar";
import { notifyError } from "@/lib/errors";
import { changeLocale, LOCALES, type Locale } from "@/lib/i18n";
import classes from "./nav-rail.module.css";

const SCHEMES = [
  ["auto", IconDeviceDesktop],
  ["light", IconSun],
  ["dark", IconMoon],
] as const;

export function UserMenu({ onShowShortcuts }: { onShowShortcuts: () => void }) {
  const { t } = useTranslation();
  const { user, present } = useSession();
  const setPresent = useSetPresent();
  const signOut = useSignOut();
  const state = present ? t("presence.on") : t("presence.off");
  return (
    <Menu position="top-start" width={236} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.user}>
          <PersonAvatar name={user.name} src={user.photo_url} size={30} />
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text fz="sm" fw={600} truncate>
              {user.name}
            </Text>
            <Text fz="xs" c="dimmed">
              {state}
            </Text>
          </div>
          <span className={classes.presence} data-away={!present || undefined} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={present ? <IconUserOff size={16} /> : <IconUserCheck size={16} />}
          onClick={() => setPresent.mutate(!present, { onError: (error) => notifyError(error, t) })}
        >
          {present ? t("presence.signOff") : t("presence.signOn")}
          <Text fz="xs" c="dimmed">
            {present ? t("presence.signOffHelp") : t("presence.signOnHelp")}
          </Text>
        </Menu.Item>
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <LocaleItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onShowShortcuts}>
          {t("shortcuts.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          {t("nav.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeItems() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t("settings.theme")}</Menu.Label>
      {SCHEMES.map(([scheme, SchemeIcon]) => (
        <Menu.Item
          key={scheme}
          leftSection={<SchemeIcon size={16} />}
          rightSection={colorScheme === scheme && <IconCheck size={14} />}
          onClick={() => setColorScheme(scheme)}
        >
          {t(`theme.${scheme}`)}
        </Menu.Item>
      ))}
    </>
  );
}

function LocaleItems() {
  const { t, i18n } = useTranslation();
  const update = useUpdateProfile();
  const choose = (locale: Locale) => {
    void changeLocale(locale);
    update.mutate({ locale }, { onError: (error) => notifyError(error, t) });
  };
  return (
    <>
      <Menu.Label>{t("settings.language")}</Menu.Label>
      {LOCALES.map(({ code, name }) => (
        <Menu.Item
          key={code}
          rightSection={i18n.language === code && <IconCheck size={14} />}
          onClick={() => choose(code)}
        >
          {name}
        </Menu.Item>
      ))}
    </>
  );
}
