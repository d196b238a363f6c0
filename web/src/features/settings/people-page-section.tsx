import { Button, Checkbox, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePeoplePage } from "@/api/people-page";
import { usePermission, useSession, useSetPeoplePage } from "@/api/session";
import { CopyField } from "@/components/copy-field";
import { notifyError } from "@/lib/errors";
import { Section } from "./section";

/** The public page that shows customers who answers them: on or off, its address, who is on it. */
export function PeoplePageSection() {
  const { t } = useTranslation();
  const { workspace } = useSession();
  const permitted = usePermission("workspace.manage");
  const set = useSetPeoplePage();
  const { people_page: address } = workspace;
  return (
    <Section title={t("settings.peoplePage")} lead={t("peoplePage.settingsLead")}>
      <Stack gap="lg" maw={520}>
        <Checkbox
          label={t("peoplePage.on")}
          description={permitted ? t("peoplePage.onHelp") : t("peoplePage.askAdmin")}
          checked={address !== null}
          disabled={!permitted || set.isPending}
          onChange={(event) =>
            set.mutate(event.currentTarget.checked, { onError: (error) => notifyError(error, t) })
          }
        />
        {address !== null && (
          <>
            <CopyField label={t("peoplePage.address")} value={address} />
            <OnPage address={address} />
          </>
        )}
      </Stack>
    </Section>
  );
}

function OnPage({ address }: { address: string }) {
  const { t } = useTranslation();
  const key = address.slice(address.lastIndexOf("/") + 1);
  const { data } = usePeoplePage(key);
  if (!data) return null;
  const names = data.people.map(({ name }) => name);
  return (
    <div>
      <Text fz="sm" mb="xs">
        {names.length > 0
          ? t("peoplePage.shows", { names: names.join(", "), count: names.length })
          : t("peoplePage.showsNobody")}
      </Text>
      <Button component={Link} to={`/people/${key}`} target="_blank" variant="default" size="xs">
        {t("peoplePage.look")}
      </Button>
    </div>
  );
}
