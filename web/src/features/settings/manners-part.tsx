import { Checkbox, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePush, useSetManners } from "@/api/push";
import { notifyError } from "@/lib/errors";

/** What is said where others may see it, and when: the same for every way outside Heard. */
export function MannersPart() {
  const { t } = useTranslation();
  const { data: state } = usePush();
  const set = useSetManners();
  if (!state) return null;
  const { words, while_away } = state;
  const onError = (error: unknown) => notifyError(error, t);
  return (
    <section>
      <Title order={3} fz="md">
        {t("notifications.outside")}
      </Title>
      <Text c="dimmed" fz="sm" mt={2} mb="sm">
        {t("notifications.outsideLead")}
      </Text>
      <Stack gap="sm">
        <Checkbox
          label={t("notifications.words")}
          description={t("notifications.wordsHelp")}
          checked={words}
          onChange={(event) =>
            set.mutate({ words: event.currentTarget.checked, while_away }, { onError })
          }
        />
        <Checkbox
          label={t("notifications.whileAway")}
          checked={while_away}
          onChange={(event) =>
            set.mutate({ words, while_away: event.currentTarget.checked }, { onError })
          }
        />
      </Stack>
    </section>
  );
}
