import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMuted, useUnmute } from "@/api/contacts";
import { usePermission } from "@/api/session";
import type { MutedPerson } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { formatDate } from "@/lib/dates";
import { notifyError } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { Section } from "./section";
import classes from "./settings-page.module.css";

/** Who is not heard: since when, by whom and why; and the way back. */
export function MutedSection() {
  const { t } = useTranslation();
  const pages = useMuted();
  const people = pages.data?.pages.flatMap((page) => page.items);
  return (
    <Section title={t("settings.muted")} lead={t("muted.lead")} permission="contacts.mute">
      {pages.isError && !people && (
        <ErrorBox error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {people?.length === 0 && (
        <Text c="dimmed" fz="sm" py="xl" ta="center" className={classes.items}>
          {t("muted.empty")}
        </Text>
      )}
      {people && people.length > 0 && (
        <ul className={classes.items}>
          {people.map((person) => (
            <MutedItem key={person.id} person={person} />
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <Button variant="default" size="xs" mt="sm" onClick={() => void pages.fetchNextPage()}>
          {t("contact.more")}
        </Button>
      )}
    </Section>
  );
}

function MutedItem({ person: { id, name, mute } }: { person: MutedPerson }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const permitted = usePermission("contacts.mute");
  const unmute = useUnmute();
  const values = { name: mute.by_name, date: formatDate(mute.at, locale) };
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Link to="/contacts/$contactId" params={{ contactId: String(id) }} preload={false}>
          {name}
        </Link>
        <Text fz="xs" c="dimmed">
          {t(`contact.mute.${mute.kind}`)} · {t("contact.mute.by", values)}
        </Text>
        <Text fz="sm" style={{ overflowWrap: "anywhere" }}>
          {mute.reason}
        </Text>
      </div>
      {permitted && (
        <Button
          size="xs"
          variant="default"
          loading={unmute.isPending}
          onClick={() => unmute.mutate(id, { onError: (error) => notifyError(error, t) })}
        >
          {t("contact.mute.undo")}
        </Button>
      )}
    </li>
  );
}
