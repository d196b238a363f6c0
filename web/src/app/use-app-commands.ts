import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useViews } from "@/api/inbox";
import { useTeams } from "@/api/people";
import { addressOf, useSavedViews } from "@/api/saved-views";
import { useSession, useSetPresent, useUpdateProfile } from "@/api/session";
import { useCommands, type Command } from "@/lib/commands";
import { notifyError } from "@/lib/errors";
import { changeLocale, LOCALES } from "@/lib/i18n";
import { SETTINGS_SECTIONS } from "@/lib/settings-sections";

const VIEW_KEYS: Record<string, string[]> = {
  mine: ["g", "i"],
  mentions: ["g", "m"],
  approvals: ["g", "w"],
  unassigned: ["g", "u"],
  all: ["g", "a"],
};

/** What can be done from everywhere: go to a view or a setting, change the look, sign on and off. */
export function useAppCommands(onShowShortcuts: () => void) {
  useCommands([...useViewCommands(), ...useSettingCommands(onShowShortcuts)]);
}

function useViewCommands(): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: views = [] } = useViews();
  const { data: teams = [] } = useTeams();
  const { data: saved = [] } = useSavedViews();
  const named = (view: string) =>
    view.startsWith("team:")
      ? teams.find(({ id }) => `team:${id}` === view)?.name
      : t(`views.${view}`);
  return [
    ...views.flatMap(({ view }) => {
      const name = named(view);
      return name
        ? {
            id: `view-${view}`,
            group: "go" as const,
            label: name,
            keys: VIEW_KEYS[view],
            run: () => void navigate({ to: "/inbox/$view/{-$conversationId}", params: { view } }),
          }
        : [];
    }),
    {
      id: "stream",
      group: "go" as const,
      label: t("stream.title"),
      keys: ["g", "s"],
      run: () => void navigate({ to: "/stream" }),
    },
    ...saved.map((view) => ({
      id: `saved-${view.id}`,
      group: "go" as const,
      label: view.name,
      run: () => void navigate(addressOf(view)),
    })),
  ];
}

function useSettingCommands(onShowShortcuts: () => void): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { present } = useSession();
  const setPresent = useSetPresent();
  const update = useUpdateProfile();
  const { setColorScheme } = useMantineColorScheme();
  const onError = (error: unknown) => notifyError(error, t);
  const settings: Omit<Command, "group">[] = [
    {
      id: "presence",
      label: t(present ? "presence.signOff" : "presence.signOn"),
      run: () => setPresent.mutate(!present, { onError }),
    },
    { id: "shortcuts", label: t("shortcuts.title"), keys: ["?"], run: onShowShortcuts },
    ...SETTINGS_SECTIONS.map((section) => ({
      id: `settings-${section}`,
      label: `${t("nav.settings")}: ${t(`settings.${section}`)}`,
      run: () => void navigate({ to: "/settings/{-$section}", params: { section } }),
    })),
    ...(["auto", "light", "dark"] as const).map((scheme) => ({
      id: `theme-${scheme}`,
      label: `${t("settings.theme")}: ${t(`theme.${scheme}`)}`,
      run: () => setColorScheme(scheme),
    })),
    ...LOCALES.map(({ code, name }) => ({
      id: `locale-${code}`,
      label: `${t("settings.language")}: ${name}`,
      run: () => {
        void changeLocale(code);
        update.mutate({ locale: code }, { onError });
      },
    })),
  ];
  return settings.map((command) => ({ ...command, group: "settings" }));
}
