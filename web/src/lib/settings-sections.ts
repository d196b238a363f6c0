/** The parts of the settings, in their order; each has a page, and a command to go there. */
export const SETTINGS_SECTIONS = [
  "profile",
  "signatures",
  "peoplePage",
  "notifications",
  "accounts",
  "members",
  "invitations",
  "teams",
  "tags",
  "macros",
  "approvals",
  "contactFields",
  "hours",
  "policies",
  "muted",
  "stale",
  "spam",
  "tokens",
  "problems",
] as const;

export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

export const isSettingsSection = (name: string): name is SettingsSection =>
  SETTINGS_SECTIONS.some((section) => section === name);
