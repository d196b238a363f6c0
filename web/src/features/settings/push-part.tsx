import { Alert, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBellOff, IconBellRinging } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { keys } from "@/api/keys";
import { useForgetDevice, usePush, useTryDevice, useTurnOn } from "@/api/push";
import type { Device, PushState } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { errorMessage, notifyWords } from "@/lib/errors";
import { pushAbility, PushRefused } from "@/lib/push";
import { DeviceItem } from "./device-item";
import classes from "./settings-page.module.css";

/** Being told by browsers while Heard is not looked at: how it stands here, what they show, and which they are. */
export function PushPart() {
  const { t } = useTranslation();
  const push = usePush();
  return (
    <section>
      <Title order={3} fz="md">
        {t("push.title")}
      </Title>
      <Text c="dimmed" fz="sm" mt={2} mb="sm">
        {t("push.lead")}
      </Text>
      {push.isError && !push.data && (
        <ErrorBox error={push.error} onRetry={() => void push.refetch()} />
      )}
      {push.data && (
        <Stack gap="md">
          <Here state={push.data} />
          <Devices devices={push.data.devices} />
        </Stack>
      )}
    </section>
  );
}

/** How it stands with this browser, and what can be done about it. */
function Here({ state }: { state: PushState }) {
  const { t } = useTranslation();
  // The person may change the browser's mind in its own settings and come back.
  const { data: ability, refetch } = useQuery({
    queryKey: keys.pushAbility,
    queryFn: pushAbility,
    refetchOnWindowFocus: "always",
  });
  const turnOn = useTurnOn();
  const tryOut = useTryDevice();
  const forget = useForgetDevice();
  const here = state.devices.find((device) => device.here);
  if (ability === undefined) return <Skeleton h={64} />;
  if (ability !== "able" && ability !== "bound") {
    return (
      <Alert color="gray" icon={<IconBellOff size={18} />} title={t("push.unable")}>
        {t(`push.state.${ability}`)}
      </Alert>
    );
  }
  const fail = (error: unknown) => {
    void refetch();
    // What is no refusal of ours is one of the browser's, or its push service is out of reach.
    const ours = error instanceof ApiError ? errorMessage(error, t) : t("push.failed");
    notifyWords(error instanceof PushRefused ? t("push.refused") : ours);
  };
  if (!here || ability === "able") {
    return (
      <Alert color="gray" icon={<IconBellOff size={18} />} title={t("push.off")}>
        <Button
          loading={turnOn.isPending}
          onClick={() => turnOn.mutate(state.public_key, { onError: fail })}
        >
          {t("push.turnOn")}
        </Button>
      </Alert>
    );
  }
  return (
    <Alert color="pine" icon={<IconBellRinging size={18} />} title={t("push.on")}>
      <Group gap="xs">
        <Button
          variant="default"
          loading={tryOut.isPending}
          onClick={() => tryOut.mutate(here.id, { onError: fail })}
        >
          {t("push.try")}
        </Button>
        <Button
          variant="default"
          loading={forget.isPending}
          onClick={() => forget.mutate(here, { onError: fail })}
        >
          {t("push.turnOff")}
        </Button>
      </Group>
      {tryOut.isSuccess && (
        <Text fz="sm" mt="xs" role="status">
          {t("push.tried")}
        </Text>
      )}
    </Alert>
  );
}

function Devices({ devices }: { devices: Device[] }) {
  const { t } = useTranslation();
  if (devices.length === 0) return null;
  return (
    <div>
      <Title order={4} fz="sm" mb="xs">
        {t("push.devices")}
      </Title>
      <ul className={classes.items}>
        {devices.map((device) => (
          <DeviceItem key={device.id} device={device} />
        ))}
      </ul>
    </div>
  );
}
