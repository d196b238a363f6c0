import { Button, Text, Title } from "@mantine/core";
import { IconVolume } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { play } from "@/lib/chime";
import { notifyWords } from "@/lib/errors";

/** What the sound is like. */
export function SoundPart() {
  const { t } = useTranslation();
  const hear = () =>
    void play().then((rang) => {
      if (!rang) notifyWords(t("notifications.noSound"));
    });
  return (
    <section>
      <Title order={3} fz="md">
        {t("notifications.sound")}
      </Title>
      <Text c="dimmed" fz="sm" mt={2} mb="sm">
        {t("notifications.soundLead")}
      </Text>
      <Button variant="default" leftSection={<IconVolume size={16} />} onClick={hear}>
        {t("notifications.play")}
      </Button>
    </section>
  );
}
