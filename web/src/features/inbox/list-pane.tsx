import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ListFilters } from "@/api/inbox";
import { useTeams } from "@/api/people";
import { PaneHeader } from "@/components/pane-header";
import { ConversationList } from "./conversation-list";
import { FilterBar } from "./filter-bar";

export function ListPane({ filters, openId }: { filters: ListFilters; openId?: number }) {
  const { view, ...rest } = filters;
  const filtered = Boolean(rest.network ?? rest.priority ?? rest.tag ?? rest.assignee_id);
  return (
    <>
      <PaneHeader nav>
        <Title order={1} fz="lg">
          <ViewTitle view={view} />
        </Title>
      </PaneHeader>
      <FilterBar filters={rest} />
      <ConversationList filters={filters} filtered={filtered} openId={openId} />
    </>
  );
}

function ViewTitle({ view }: { view: string }) {
  const { t } = useTranslation();
  const { data: teams = [] } = useTeams();
  if (!view.startsWith("team:")) return t(`views.${view}`);
  return teams.find((team) => `team:${team.id}` === view)?.name ?? t("nav.teams");
}
