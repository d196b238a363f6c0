import { IconStarFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

export function VipMark({ size }: { size: number }) {
  const { t } = useTranslation();
  return (
    <IconStarFilled
      size={size}
      color="var(--heard-vip)"
      style={{ flex: "none" }}
      role="img"
      aria-label={t("contact.vip")}
    />
  );
}
