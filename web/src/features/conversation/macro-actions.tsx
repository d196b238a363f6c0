import { Pill } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTags, useTeams } from "@/api/people";
import classes from "./composer.module.css";
import type { Composer } from "./use-composer";

/** What will be done with the reply; each can be taken off before sending. */
export function MacroActions({ composer }: { composer: Composer }) {
  const { t } = useTranslation();
  const { data: tags = [] } = useTags();
  const { data: teams = [] } = useTeams();
  const { macro } = composer.piece;
  if (!macro) return null;
  const without = (change: Partial<typeof macro>) => composer.setMacro({ ...macro, ...change });
  const team = teams.find(({ id }) => id === macro.teamId);
  const actions = [
    ...tags
      .filter(({ id }) => macro.tagIds.includes(id))
      .map((tag) => ({
        label: t("composer.action.tag", { name: tag.name }),
        remove: () => without({ tagIds: macro.tagIds.filter((id) => id !== tag.id) }),
      })),
    macro.priority && {
      label: t("composer.action.priority", { priority: t(`priority.${macro.priority}`) }),
      remove: () => without({ priority: null }),
    },
    team && {
      label: t("composer.action.team", { name: team.name }),
      remove: () => without({ teamId: null }),
    },
    macro.resolve && {
      label: t("composer.action.resolve"),
      remove: () => without({ resolve: false }),
    },
  ].filter((action) => action !== null && action !== undefined && action !== false);
  if (actions.length === 0) return null;
  return (
    <div className={classes.actions} role="group" aria-label={t("composer.actions")}>
      <span>{t("composer.actions")}</span>
      {actions.map(({ label, remove }) => (
        <Pill
          key={label}
          size="sm"
          withRemoveButton
          onRemove={remove}
          removeButtonProps={{
            "aria-label": t("composer.removeAction", { action: label }),
            "aria-hidden": false,
            tabIndex: 0,
          }}
        >
          {label}
        </Pill>
      ))}
    </div>
  );
}
