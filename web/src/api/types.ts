// The shapes of the HTTP contract, in one place. Every name here may become an alias of the generated schema.

export type Role = "owner" | "admin" | "lead" | "agent" | "trainee" | "viewer";
export type Locale = "en" | "zh-Hans";

export interface Setup {
  needed: boolean;
  demo: boolean;
  version: string;
}

export interface Session {
  user: { id: number; name: string; email: string; locale: string };
  workspace: { id: number; name: string };
  role: Role;
  permissions: string[];
  team_ids: number[];
  present: boolean;
  csrf_token: string;
  demo: boolean;
}

export interface Items<T> {
  items: T[];
}

export interface Page<T> extends Items<T> {
  next_cursor: string | null;
}

export interface Member {
  user_id: number;
  name: string;
  email: string;
  role: Role;
  team_ids: number[];
  active: boolean;
  present: boolean;
  last_seen_at: string | null;
}

export interface Invitation {
  id: number;
  email: string;
  role: Role;
  team_ids: number[];
  created_at: string;
  expires_at: string;
  accepted_at: string | null;
  invited_by: string;
}

export interface InvitationOffer {
  workspace_name: string;
  email: string;
  role: Role;
  invited_by: string;
}

export interface Team {
  id: number;
  name: string;
  member_ids: number[];
  is_default: boolean;
}

export interface Token {
  id: number;
  name: string;
  scopes: ("read" | "write")[];
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

export interface NetworkSetting {
  name: string;
  title: string;
  help: string;
  secret: boolean;
  required: boolean;
  default: string | null;
}

export type TextUnit = "characters" | "weighted";
export type Visibility = "public" | "private";

export interface Network {
  network: string;
  title: string;
  enabled: boolean;
  capabilities: {
    public: boolean;
    private: boolean;
    can_open_private: boolean;
    max_text_public: number | null;
    max_text_private: number | null;
    text_unit: TextUnit;
    edits: boolean;
    deletes: boolean;
    reviews: boolean;
    media: string[];
    private_window_hours: number | null;
  };
  settings: NetworkSetting[];
}

export interface Account {
  id: number;
  network: string;
  name: string;
  handle: string;
  external_id: string;
  team_id: number | null;
  reopen_hours: number;
  health: "ok" | "degraded" | "reauth_required" | "paused";
  health_reason: string | null;
  health_since: string | null;
  webhook_url: string | null;
  last_inbound_at: string | null;
  settings: Record<string, string>;
  secrets_set: string[];
}

export interface Tag {
  id: number;
  name: string;
  color: string;
}

export interface ViewCount {
  view: string;
  count: number | null;
  capped: boolean;
}

export type State = "new" | "pending" | "snoozed" | "resolved";
export type Priority = "urgent" | "high" | "normal" | "low";
export type Sort = "waiting" | "priority" | "newest";
export type ResolveReason = "answered" | "no_reply_needed" | "spam" | "duplicate" | "other";

export interface RowContact {
  id: number;
  name: string;
  handle: string | null;
  avatar_url: string | null;
  verified: boolean;
}

export interface Row {
  id: number;
  number: number;
  state: State;
  priority: Priority;
  network: string;
  account_id: number;
  account_name: string;
  contact: RowContact;
  team_id: number | null;
  assignee_id: number | null;
  owner_id: number | null;
  tags: Tag[];
  preview: string;
  last_message_at: string;
  last_direction: "in" | "out";
  waiting_since: string | null;
  window_closes_at: string | null;
  unread: boolean;
  has_public: boolean;
  has_private: boolean;
  failed: boolean;
  version: number;
}

export interface Identity {
  id: number;
  network: string;
  handle: string | null;
  name: string | null;
  avatar_url: string | null;
  profile_url: string | null;
  followers: number | null;
  verified: boolean;
  bio: string | null;
}

export interface RecentConversation {
  id: number;
  number: number;
  state: State;
  network: string;
  preview: string;
  last_message_at: string;
}

export interface ContactCard {
  id: number;
  name: string;
  identities: Identity[];
  first_seen_at: string;
  conversation_count: number;
  recent: RecentConversation[];
}

export interface Thread {
  id: number;
  visibility: Visibility;
  kind: "post" | "comment" | "dm" | "review" | "mention";
  external_url: string | null;
  post: { id: number; author_name: string | null; text: string | null; url: string | null } | null;
  last_inbound_at: string | null;
}

export interface ReplyOption {
  visibility: Visibility;
  thread_id: number | null;
  opens_private: boolean;
  allowed: boolean;
  refusal: { code: string; detail: string } | null;
  max_text: number | null;
  text_unit: TextUnit;
  window_closes_at: string | null;
  account_handle: string;
  to_handle: string;
}

export interface Viewer {
  user_id: number;
  typing: boolean;
}

export type Action = "reply" | "note" | "assign" | "resolve" | "tag";

export interface Conversation extends Omit<Row, "contact"> {
  created_at: string;
  resolved_at: string | null;
  resolve_reason: ResolveReason | null;
  previous_id: number | null;
  previous_number: number | null;
  contact: ContactCard;
  threads: Thread[];
  reply_options: ReplyOption[];
  viewers: Viewer[];
  permitted: string[];
}
