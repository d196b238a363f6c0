import { NativeSelect, SegmentedControl, Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useNetworks } from "@/api/accounts";
import type { StreamFilters } from "@/api/types";
import { networkTitle } from "@/components/network-mark";
import { PaneHeader } from "@/components/pane-header";
import classes from "./stream-page.module.css";
import { StreamList } from "./stream-list";

const route = getRouteApi("/signed-in/stream");
const DIRECTIONS = ["in", "out"] as const;
const VISIBILITIES = ["public", "private"] as const;

/** Everything said, the moment it is said, without being told of it: to watch, not to work off. */
export function StreamPage() {
  const { t } = useTranslation();
  const filters = route.useSearch();
  return (
    <main className={classes.page}>
      <PaneHeader nav>
        <Title order={1} fz="lg">
          {t("stream.title")}
        </Title>
      </PaneHeader>
      <Narrowing filters={filters} />
      <StreamList key={JSON.stringify(filters)} filters={filters} />
    </main>
  );
}

function Narrowing({ filters }: { filters: StreamFilters }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { data: networks = [] } = useNetworks();
  const set = (change: StreamFilters) =>
    void navigate({ search: (kept) => ({ ...kept, ...change }), replace: true });
  const enabled = networks.filter((each) => each.enabled);
  return (
    <div className={classes.filters}>
      <SegmentedControl
        size="xs"
        aria-label={t("stream.direction")}
        value={filters.direction ?? "in"}
        onChange={(value) => set({ direction: value === "out" ? "out" : undefined })}
        data={DIRECTIONS.map((value) => ({ value, label: t(`stream.direction.${value}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t("stream.network")}
        value={filters.network ?? ""}
        onChange={(event) => set({ network: event.currentTarget.value || undefined })}
        data={[
          { value: "", label: t("stream.anyNetwork") },
          ...enabled.map(({ network }) => ({ value: network, label: networkTitle(network) })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t("stream.visibility")}
        value={filters.visibility ?? ""}
        onChange={({ currentTarget: { value } }) =>
          set({ visibility: VISIBILITIES.find((known) => known === value) })
        }
        data={[
          { value: "", label: t("stream.anyVisibility") },
          ...VISIBILITIES.map((value) => ({ value, label: t(`visibility.${value}`) })),
        ]}
      />
    </div>
  );
}
