import { Badge, Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useForgetDevice } from "@/api/push";
import type { Device } from "@/api/types";
import { Age } from "@/components/age";
import { notifyError } from "@/lib/errors";
import classes from "./settings-page.module.css";

/** A browser a person is told by. */
export function DeviceItem({ device }: { device: Device }) {
  const { t } = useTranslation();
  const forget = useForgetDevice();
  const name = device.label || t("push.unknownBrowser");
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fw={600} fz="sm">
          {name}
        </Text>
        <Text fz="xs" c="dimmed">
          {device.last_used_at ? (
            <>
              {t("push.lastTold")} <Age at={device.last_used_at} />
            </>
          ) : (
            t("push.neverTold")
          )}
        </Text>
      </div>
      {device.here && (
        <Badge variant="light" color="gray">
          {t("push.here")}
        </Badge>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        aria-label={`${t("push.forget")}: ${name}`}
        loading={forget.isPending}
        onClick={() => forget.mutate(device, { onError: (error) => notifyError(error, t) })}
      >
        {t("push.forget")}
      </Button>
    </li>
  );
}
