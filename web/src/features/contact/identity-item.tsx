import { Anchor, Text } from "@mantine/core";
import { IconRosetteDiscountCheckFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Identity } from "@/api/types";
import { NetworkMark } from "@/components/network-mark";
import { numberFormat } from "@/lib/formats";
import { useLocale } from "@/lib/i18n";
import classes from "./contact-card.module.css";

export function IdentityItem({ identity }: { identity: Identity }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <div className={classes.identity}>
      <NetworkMark network={identity.network} size={20} />
      <div style={{ minWidth: 0 }}>
        <Text fz="sm" fw={600} className={classes.handle}>
          {identity.profile_url ? (
            <Anchor href={identity.profile_url} target="_blank" rel="noreferrer" fz="sm" fw={600}>
              {identity.handle ?? identity.name}
            </Anchor>
          ) : (
            (identity.handle ?? identity.name)
          )}
          {identity.verified && (
            <IconRosetteDiscountCheckFilled
              size={15}
              color="var(--mantine-color-blue-6)"
              role="img"
              aria-label={t("contact.verified")}
            />
          )}
        </Text>
        {identity.followers !== null && (
          <Text fz="xs" c="dimmed">
            {t("contact.followers", {
              count: identity.followers,
              shown: numberFormat(locale, { notation: "compact" }).format(identity.followers),
            })}
          </Text>
        )}
        {identity.followed_by.length > 0 && (
          <Text fz="xs" c="dimmed">
            {t("contact.followedBy", { accounts: identity.followed_by.join(", ") })}
          </Text>
        )}
        {identity.bio && <Text fz="xs">{identity.bio}</Text>}
      </div>
    </div>
  );
}
