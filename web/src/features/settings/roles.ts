import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";

export const ROLES: Role[] = ["owner", "admin", "lead", "agent", "trainee", "viewer"];

export function useRoleChoices() {
  const { t } = useTranslation();
  return ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }));
}
