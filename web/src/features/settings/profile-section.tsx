import {
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useId, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSession, useUpdateProfile } from "@/api/session";
import { LanguageSwitch } from "@/components/language-switch";
import { fieldError, notifyError } from "@/lib/errors";
import { readForm } from "@/lib/forms";
import { IntroductionPart } from "./introduction-part";
import { Section } from "./section";

export function ProfileSection() {
  const { t } = useTranslation();
  const { user, role } = useSession();
  const update = useUpdateProfile();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const themeId = useId();
  const onError = (error: unknown) => notifyError(error, t);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    update.mutate(readForm(event.currentTarget), {
      onSuccess: () => notifications.show({ color: "pine", message: t("settings.saved") }),
      onError,
    });
  };
  return (
    <Section title={t("settings.profile")} lead={t("settings.profileLead")}>
      <Stack gap="lg" maw={420}>
        <form onSubmit={submit}>
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              name="name"
              label={t("fields.yourName")}
              defaultValue={user.name}
              error={fieldError(update.error, "name")}
              required
              flex={1}
            />
            <Button type="submit" variant="default" loading={update.isPending}>
              {t("actions.save")}
            </Button>
          </Group>
        </form>
        <IntroductionPart />
        <TextInput label={t("fields.email")} value={user.email} readOnly />
        <Text fz="sm">
          {t("settings.yourRole")}: <strong>{t(`roles.${role}`)}</strong>
        </Text>
        <LanguageSwitch
          label={t("settings.language")}
          onChange={(locale) => update.mutate({ locale }, { onError })}
        />
        <div>
          <Text id={themeId} fz="sm" fw={500} mb={4}>
            {t("settings.theme")}
          </Text>
          <SegmentedControl
            aria-labelledby={themeId}
            value={colorScheme}
            onChange={setColorScheme}
            data={(["auto", "light", "dark"] as const).map((scheme) => ({
              value: scheme,
              label: t(`theme.${scheme}`),
            }))}
          />
        </div>
      </Stack>
    </Section>
  );
}
