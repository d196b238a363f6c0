// Query keys by noun. Live events invalidate by the first parts of a key.
export const keys = {
  setup: ["setup"],
  session: ["session"],
  views: ["views"],
  lists: ["conversations"],
  list: (filters: object) => ["conversations", filters],
  conversation: (id: number) => ["conversation", id],
  timeline: (id: number) => ["timeline", id],
  members: ["members"],
  invitations: ["invitations"],
  teams: ["teams"],
  roles: ["roles"],
  tokens: ["tokens"],
  tags: ["tags"],
  networks: ["networks"],
  accounts: ["accounts"],
  practice: (...parts: string[]) => ["practice", ...parts],
} as const;
