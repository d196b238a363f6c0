import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ListFilters } from "@/api/inbox";
import { useTeams } from "@/api/people";
import { useSavedViews } from "@/api/saved-views";
import { PaneHeader } from "@/components/pane-header";
import { ConversationList } from "./conversation-list";

interface Props {
  filters: ListFilters;
  /** The saved view the filters began with. */
  saved?: number;
  openId?: number;
}

export function ListPane({ filters, saved, openId }: Props) {
  return (
    <>
      <PaneHeader nav>
        <Title order={1} fz="lg">
          <ViewTitle view={filters.view} saved={saved} />
        </Title>
      </PaneHeader>
      <ConversationList filters={filters} saved={saved} openId={openId} />
    </>
  );
}

function ViewTitle({ view, saved }: { view: string; saved?: number }) {
  const { t } = useTranslation();
  const { data: teams = [] } = useTeams();
  const { data: savedViews = [] } = useSavedViews();
  const name = saved && savedViews.find(({ id }) => id === saved)?.name;
  if (name) return name;
  if (!view.startsWith("team:")) return t(`views.${view}`);
  return teams.find((team) => `team:${team.id}` === view)?.name ?? t("nav.teams");
}
