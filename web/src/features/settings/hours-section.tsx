import { ActionIcon, Select, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconBuilding, IconPencil, IconTrash, IconUsers } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAccounts } from "@/api/accounts";
import { useDropHours, useHours, useSetHours, type Whose } from "@/api/hours";
import { useTeams } from "@/api/people";
import { usePermission, useSession } from "@/api/session";
import type { Hours } from "@/api/types";
import { NetworkMark } from "@/components/network-mark";
import { notifyError } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { describeWeek, NINE_TO_FIVE, ownZone, timeZones, wrongDay } from "@/lib/week";
import { FormModal } from "./form-modal";
import { HolidaysEditor } from "./holidays-editor";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";
import { WeekEditor } from "./week-editor";

/** When people work: in the workspace, and where an account or a team has hours of its own. */
export function HoursSection() {
  const { t } = useTranslation();
  const { workspace } = useSession();
  const query = useHours();
  const { data: accounts = [] } = useAccounts();
  const { data: teams = [] } = useTeams();
  const own = (whose: Whose) =>
    query.data?.own.find((one) =>
      whose.account_id === undefined
        ? one.team_id === whose.team_id
        : one.account_id === whose.account_id,
    );
  const items: Item[] = [
    ...accounts.map(({ id, name, network }) => ({
      key: `account ${id}`,
      name,
      mark: <NetworkMark network={network} size={22} />,
      whose: { account_id: id },
    })),
    ...teams.map(({ id, name }) => ({
      key: `team ${id}`,
      name,
      mark: <IconUsers size={20} aria-hidden />,
      whose: { team_id: id },
    })),
  ];
  const usual = query.data?.workspace ?? undefined;
  return (
    <Section title={t("settings.hours")} lead={t("hours.lead")} permission="workspace.manage">
      <SectionList
        query={{ ...query, data: query.data && [query.data.workspace ?? null] }}
        empty=""
      >
        {(hours) => (
          <HoursItem
            key="workspace"
            name={workspace.name}
            mark={<IconBuilding size={20} aria-hidden />}
            whose={{}}
            hours={hours ?? undefined}
            without={t("hours.always")}
          />
        )}
      </SectionList>
      <Title order={3} fz="md" mt="xl" mb={4}>
        {t("hours.own")}
      </Title>
      <Text fz="sm" c="dimmed" mb="sm">
        {t("hours.ownLead")}
      </Text>
      <SectionList query={{ ...query, data: query.data && items }} empty={t("accounts.empty")}>
        {({ key, ...item }) => (
          <HoursItem
            key={key}
            {...item}
            hours={own(item.whose)}
            usual={usual}
            without={t("hours.inherit")}
          />
        )}
      </SectionList>
    </Section>
  );
}

interface Item {
  key: string;
  name: string;
  mark: ReactNode;
  whose: Whose;
}

interface ItemProps extends Omit<Item, "key"> {
  hours?: Hours;
  usual?: Hours;
  without: string;
}

function HoursItem({ name, mark, whose, hours, usual, without }: ItemProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const permitted = usePermission("workspace.manage");
  const drop = useDropHours(whose);
  const [editing, edit] = useDisclosure();
  return (
    <li className={classes.item}>
      {mark}
      <div className={classes.grow}>
        <Text fz="sm" fw={600}>
          {name}
        </Text>
        <Text fz="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {hours ? `${describeWeek(hours.week, locale)} · ${hours.time_zone}` : without}
          {hours &&
            hours.holidays.length > 0 &&
            ` · ${t("hours.holidayCount", { count: hours.holidays.length })}`}
        </Text>
      </div>
      {permitted && (
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={edit.open}
          aria-label={t("hours.edit", { name })}
        >
          <IconPencil size={16} />
        </ActionIcon>
      )}
      {permitted && hours && (
        <ActionIcon
          variant="subtle"
          color="red"
          loading={drop.isPending}
          aria-label={t("hours.drop", { name })}
          onClick={() => drop.mutate(undefined, { onError: (error) => notifyError(error, t) })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
      {editing && (
        <HoursModal name={name} whose={whose} from={hours ?? usual} onClose={edit.close} />
      )}
    </li>
  );
}

interface ModalProps {
  name: string;
  whose: Whose;
  /** What one begins with. */
  from?: Hours;
  onClose: () => void;
}

function HoursModal({ name, whose, from, onClose }: ModalProps) {
  const { t } = useTranslation();
  const set = useSetHours(whose);
  const [zone, setZone] = useState(from?.time_zone ?? ownZone());
  const [week, setWeek] = useState(from?.week ?? NINE_TO_FIVE);
  const [holidays, setHolidays] = useState(from?.holidays ?? []);
  const wrong = wrongDay(week);
  const submit = () => {
    if (wrong >= 0) return;
    set.mutate(
      { time_zone: zone, week, holidays },
      {
        onSuccess: () => {
          notifications.show({ color: "pine", message: t("settings.saved") });
          onClose();
        },
      },
    );
  };
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t("hours.of", { name })}
      action={t("actions.save")}
      loading={set.isPending}
      error={set.error}
      onSubmit={submit}
      size="lg"
    >
      <Select
        label={t("hours.zone")}
        data={[...new Set([zone, "UTC", ...timeZones()])]}
        value={zone}
        searchable
        allowDeselect={false}
        onChange={(value) => value && setZone(value)}
        limit={100}
        required
      />
      <WeekEditor week={week} wrong={wrong} onChange={setWeek} />
      <HolidaysEditor holidays={holidays} onChange={setHolidays} />
      <Text fz="xs" c="dimmed">
        {t("hours.fromNow")}
      </Text>
    </FormModal>
  );
}
