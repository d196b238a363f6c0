import type { components } from "./schema.gen";

// What a conversation's timeline is made of, and what is added to it.
type Schemas = components["schemas"];

export type MessageEntry = Schemas["MessageEntry"];
export type NoteEntry = Schemas["NoteEntry"];
export type EventEntry = Schemas["EventEntry"];
export type LinkCard = Schemas["LinkCard"];
export type Entry = Schemas["Timeline"]["items"][number];
export type Delivery = Schemas["Delivery"];
export type Moderation = Schemas["ModerationRequest"];
export type DeedKind = Moderation["deed"];

export type NewReply = Schemas["ReplyRequest"];
export type NewNote = Schemas["NoteRequest"];
export type UndoneReply = Schemas["UndoneReply"];
export type Retry = Schemas["RetryRequest"];
export type Settlement = Schemas["SettleRequest"];
