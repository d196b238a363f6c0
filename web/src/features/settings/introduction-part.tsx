import { Button, Checkbox, Group, Stack, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSession, useSetPhoto, useUpdateProfile } from "@/api/session";
import { PersonAvatar } from "@/components/person-avatar";
import { usePictureInput } from "@/components/use-picture-input";
import { notifyError, notifyWords } from "@/lib/errors";
import { photoOf } from "@/lib/photo";

const MOST = 300;

/** How one introduces oneself to customers, and whether the public page shows it. */
export function IntroductionPart() {
  const { t } = useTranslation();
  const { user, workspace } = useSession();
  const update = useUpdateProfile();
  const [introduction, setIntroduction] = useState(user.introduction);
  const [onPage, setOnPage] = useState(user.on_page);
  const onError = (error: unknown) => notifyError(error, t);
  const show = (wanted: boolean) => {
    setOnPage(wanted);
    const back = (error: unknown) => {
      setOnPage(!wanted);
      onError(error);
    };
    update.mutate({ on_page: wanted }, { onError: back });
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const onSuccess = () => notifications.show({ color: "pine", message: t("settings.saved") });
    update.mutate({ introduction }, { onSuccess, onError });
  };
  return (
    <Stack gap="md" role="group" aria-label={t("introduction.group")}>
      <Photo />
      <form onSubmit={submit}>
        <Stack gap="xs" align="flex-start">
          <Textarea
            label={t("introduction.own")}
            description={t("introduction.ownHelp", { placeholder: "{{agent.introduction}}" })}
            placeholder={t("introduction.example")}
            value={introduction}
            onChange={(event) => setIntroduction(event.currentTarget.value)}
            maxLength={MOST}
            autosize
            minRows={2}
            w="100%"
          />
          <Button type="submit" variant="default" loading={update.isPending}>
            {t("actions.save")}
          </Button>
        </Stack>
      </form>
      <Checkbox
        label={t("introduction.onPage")}
        description={workspace.people_page ? t("introduction.pageOn") : t("introduction.pageOff")}
        checked={onPage}
        onChange={(event) => show(event.currentTarget.checked)}
      />
    </Stack>
  );
}

function Photo() {
  const { t } = useTranslation();
  const { user } = useSession();
  const set = useSetPhoto();
  const onError = (error: unknown) => notifyError(error, t);
  const take = async (file: File) => {
    const photo = await photoOf(file).catch(() => null);
    if (photo) set.mutate(photo, { onError });
    else notifyWords(t("errors.not_a_photo"));
  };
  const { input, open } = usePictureInput(t("introduction.choosePhoto"), ([file]) => {
    if (file) void take(file);
  });
  return (
    <Group gap="md" wrap="nowrap" align="flex-start">
      <PersonAvatar name={user.name} src={user.photo_url} size={72} />
      <div>
        <Text fz="sm" fw={500}>
          {t("introduction.photo")}
        </Text>
        <Text fz="xs" c="dimmed" mb={6}>
          {t("introduction.photoHelp")}
        </Text>
        {input}
        <Group gap="xs">
          <Button size="xs" variant="default" loading={set.isPending} onClick={open}>
            {t("introduction.choosePhoto")}
          </Button>
          {user.photo_url && (
            <Button
              size="xs"
              variant="subtle"
              color="red"
              onClick={() => set.mutate(null, { onError })}
            >
              {t("introduction.removePhoto")}
            </Button>
          )}
        </Group>
      </div>
    </Group>
  );
}
