import type { MessageEntry } from "@/api/timeline-types";
import type { Conversation, Member, ReplyOption, Row, Session } from "@/api/types";

export const session: Session = {
  user: { id: 1, name: "Ana Duarte", email: "ana@example.org", locale: "en" },
  workspace: { id: 1, name: "Crumb" },
  role: "agent",
  permissions: ["conversations.read", "conversations.reply"],
  team_ids: [1],
  present: true,
  csrf_token: "token",
  demo: false,
  undo_seconds: 5,
};

export const member = (change: Partial<Member> = {}): Member => ({
  user_id: 2,
  name: "Ben Okafor",
  email: "ben@example.org",
  role: "agent",
  team_ids: [1],
  active: true,
  present: true,
  last_seen_at: null,
  ...change,
});

export const row = (change: Partial<Row> = {}): Row => ({
  id: 7,
  number: 1207,
  state: "new",
  priority: "normal",
  network: "x",
  account_id: 1,
  account_name: "Crumb",
  contact: { id: 3, name: "Maria Santos", handle: "@maria", avatar_url: null, verified: false },
  team_id: 1,
  assignee_id: null,
  owner_id: null,
  tags: [],
  preview: "Where is my bread?",
  last_message_at: "2026-03-03T10:00:00Z",
  last_direction: "in",
  waiting_since: "2026-03-03T10:00:00Z",
  window_closes_at: null,
  unread: false,
  has_public: true,
  has_private: false,
  failed: false,
  version: 1,
  ...change,
});

export const option = (change: Partial<ReplyOption> = {}): ReplyOption => ({
  visibility: "public",
  thread_id: 11,
  opens_private: false,
  allowed: true,
  refusal: null,
  max_text: 280,
  text_unit: "weighted",
  window_closes_at: null,
  account_handle: "@crumb",
  to_handle: "@maria",
  ...change,
});

export const conversation = (change: Partial<Conversation> = {}): Conversation => ({
  ...row(),
  created_at: "2026-03-03T10:00:00Z",
  resolved_at: null,
  resolve_reason: null,
  previous_id: null,
  previous_number: null,
  contact: {
    id: 3,
    name: "Maria Santos",
    identities: [],
    first_seen_at: "2026-03-03T10:00:00Z",
    conversation_count: 1,
    recent: [],
  },
  threads: [
    {
      id: 11,
      visibility: "public",
      kind: "mention",
      external_url: null,
      post: null,
      last_inbound_at: "2026-03-03T10:00:00Z",
    },
  ],
  reply_options: [option(), option({ visibility: "private", thread_id: 12, max_text: 10_000 })],
  viewers: [],
  permitted: ["reply", "note", "assign", "resolve", "tag"],
  ...change,
});

export const message = (change: Partial<MessageEntry> = {}): MessageEntry => ({
  entry: "message",
  id: 100,
  direction: "in",
  visibility: "public",
  thread_id: 11,
  author: { kind: "contact", id: 3, name: "Maria Santos", avatar_url: null },
  text: "Where is my bread?",
  rating: null,
  at: "2026-03-03T10:00:00Z",
  received_at: "2026-03-03T10:00:00Z",
  edited_at: null,
  deleted_at: null,
  revisions: [],
  delivery: null,
  external_url: null,
  attachments: [],
  quoted: null,
  client_ref: null,
  ...change,
});
