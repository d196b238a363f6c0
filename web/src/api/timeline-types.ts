import type { Visibility } from "./types";

// What a conversation's timeline is made of. Kept apart from types.ts only for its size.

export interface Delivery {
  state: "undoable" | "queued" | "sending" | "sent" | "delivered" | "failed" | "unknown";
  send_at: string | null;
  reason_code: string | null;
  reason: string | null;
  remedy: string | null;
  attempts: number;
  can_undo: boolean;
  can_retry: boolean;
}

export interface Revision {
  text: string;
  at: string;
}

export interface Attachment {
  kind: string;
  url: string;
  name: string | null;
}

export interface MessageEntry {
  entry: "message";
  id: number;
  direction: "in" | "out";
  visibility: Visibility;
  thread_id: number;
  author: {
    kind: "contact" | "person" | "bot" | "network_app";
    id: number | null;
    name: string;
    avatar_url: string | null;
  };
  text: string;
  rating: number | null;
  at: string;
  received_at: string;
  edited_at: string | null;
  deleted_at: string | null;
  revisions: Revision[];
  delivery: Delivery | null;
  external_url: string | null;
  attachments: Attachment[];
  quoted: { author_name: string; text: string } | null;
  client_ref: string | null;
}

export interface NoteEntry {
  entry: "note";
  id: number;
  author: { id: number; name: string };
  text: string;
  mentions: number[];
  at: string;
}

export interface EventEntry {
  entry: "event";
  id: number;
  kind: string;
  actor: { kind: string; id: number | null; name: string };
  data: Record<string, unknown>;
  at: string;
}

export type Entry = MessageEntry | NoteEntry | EventEntry;

export interface NewReply {
  visibility: Visibility;
  thread_id: number | null;
  text: string;
  client_ref: string;
  resolve: boolean;
}

export interface NewNote {
  text: string;
  mentions: number[];
}
