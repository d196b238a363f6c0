import type { components, paths } from "./schema.gen";

// The product's words for the generated schema, which the server owns: nothing here says more than a name.
type Schemas = components["schemas"];

export interface Items<T> {
  items: T[];
}

export interface Page<T> extends Items<T> {
  next_cursor: string | null;
}

export type Setup = Schemas["SetupState"];
export type SetupForm = Schemas["SetupRequest"];
export type SignInForm = Schemas["SignInRequest"];
export type Session = Schemas["Session"];
export type SessionChange = Schemas["SessionChange"];
export type Permission = Schemas["Permission"];

export type Member = Schemas["Member"];
export type MemberChange = Schemas["MemberChange"];
export type Role = Member["role"];
export type Invitation = Schemas["Invitation"];
export type InvitationForm = Schemas["InvitationRequest"];
export type InvitationMade = Schemas["InvitationMade"];
export type InvitationOffer = Schemas["InvitationView"];
export type Acceptance = Schemas["Acceptance"];
export type Team = Schemas["Team"];
export type TeamForm = Schemas["TeamRequest"];
export type TeamChange = Schemas["TeamChange"];
export type Token = Schemas["ApiToken"];
export type TokenForm = Schemas["ApiTokenRequest"];
export type TokenMade = Schemas["ApiTokenMade"];

export type Network = Schemas["Network"];
export type Account = Schemas["Account"];
export type AccountPast = Schemas["AccountHistory"];
export type AccountForm = Schemas["AccountRequest"];
export type AccountChange = Schemas["AccountChange"];
export type SpamWord = Schemas["SpamWord"];
export type SpamWordForm = Schemas["SpamWordRequest"];
export type SpamPreview = Schemas["SpamPreview"];
export type StalePreview = Schemas["StalePreview"];
export type Hours = Schemas["Hours"];
export type HoursForm = Schemas["HoursRequest"];
export type HoursList = Schemas["HoursList"];
export type Holiday = Schemas["Holiday"];
export type SlaPolicy = Schemas["SlaPolicy"];
export type PolicyForm = Schemas["PolicyRequest"];
export type PolicyList = Schemas["PolicyList"];
export type PolicyPreview = Schemas["PolicyPreview"];
export type Targets = Schemas["Targets"];
export type HealthChange = Schemas["HealthChange"];
export type Problems = Schemas["Problems"];
export type ParkedEnvelope = Schemas["ParkedEnvelope"];
export type EnvelopePayload = Schemas["EnvelopePayload"];
export type ParkedEvent = Schemas["ParkedEvent"];
export type FailedJob = Schemas["FailedJob"];
export type FailedReply = Schemas["FailedReply"];

export type LanguageList = Schemas["LanguageList"];
export type Tag = Schemas["Tag"];
export type TagForm = Schemas["TagRequest"];
export type ViewCount = Schemas["View"];
export type Row = Schemas["Row"];
export type State = Row["state"];
export type Priority = Row["priority"];
export type Action = Schemas["Conversation"]["permitted"][number];
type ListQuery = NonNullable<paths["/api/conversations"]["get"]["parameters"]["query"]>;
/** What is put away has an order of its own, which nobody chooses. */
export type Sort = Exclude<NonNullable<ListQuery["sort"]>, "returning">;
export type SavedView = Schemas["SavedView"];
export type SavedViewForm = Schemas["SavedViewRequest"];
export type SavedViewChange = Schemas["SavedViewChange"];
export type Bulk = Schemas["Bulk"];
export type BulkRequest = Schemas["BulkRequest"];
export type BulkAction = BulkRequest["action"];

export type Conversation = Schemas["Conversation"];
export type ContactCard = Schemas["ContactCard"];
export type Identity = Schemas["Identity"];
export type RecentConversation = Schemas["RecentConversation"];
export type Thread = Schemas["Thread"];
export type ReplyOption = Schemas["ReplyOption"];
export type Visibility = ReplyOption["visibility"];
export type ThreadKind = Conversation["threads"][number]["kind"];
export type TextUnit = ReplyOption["text_unit"];
export type Assignment = Schemas["AssignmentRequest"];
export type Resolution = Schemas["ResolutionRequest"];
export type ResolveReason = Resolution["reason"];

export type Notification = Schemas["Notification"];
export type Unread = Schemas["UnreadNotifications"];
export type NotificationChoices = Schemas["NotificationChoices"];
export type PushState = Schemas["PushState"];
export type Ways = Schemas["NotificationWays"];
export type MailWay = Schemas["MailWay"];
export type SlackWay = NonNullable<Ways["slack"]>;
export type MailTest = Schemas["MailTest"];
export type PushManners = Schemas["PushManners"];
export type Device = Schemas["Device"];
export type DeviceForm = Schemas["DeviceRequest"];
export type Match = Schemas["Match"];
export type Person = Schemas["Person"];
export type PersonChange = Schemas["PersonChange"];
export type Relationship = NonNullable<Person["relationship"]>;
export type FieldValue = Schemas["FieldValue"];
export type PersonNote = Schemas["PersonNote"];
export type PersonMessage = Schemas["PersonMessage"];
export type PersonHint = Schemas["PersonHint"];
export type MergePreview = Schemas["MergePreview"];
export type MergeConflict = Schemas["MergeConflict"];
export type MergeForm = Schemas["MergeRequest"];
export type MergeMade = Schemas["MergeMade"];
export type MuteForm = Schemas["MuteRequest"];
export type MutedPerson = Schemas["MutedPerson"];
export type ContactField = Schemas["ContactField"];
export type ContactFieldForm = Schemas["ContactFieldRequest"];
export type ContactFieldChange = Schemas["ContactFieldChange"];

export type SearchPage = Schemas["SearchPage"];
export type StreamPage = Schemas["StreamPage"];
export type StreamItem = Schemas["StreamItem"];
export interface StreamFilters {
  network?: string;
  visibility?: Visibility;
  direction?: Direction;
}
export type SearchHit = Schemas["SearchHit"];
export type SearchPerson = Schemas["SearchPerson"];
export type SearchPlaces = Schemas["SearchPlaces"];
export type SearchCount = Schemas["SearchCount"];
type SearchQuery = NonNullable<paths["/api/search"]["get"]["parameters"]["query"]>;
export type SearchSort = NonNullable<SearchQuery["sort"]>;
export type Direction = NonNullable<SearchHit["direction"]>;

/** What a search is narrowed by: all of it stands in the address. */
export interface SearchFilters {
  q?: string;
  network?: string;
  state?: State;
  tag?: number;
  assignee_id?: number;
  direction?: Direction;
  visibility?: Visibility;
  language?: string;
  since?: string;
  until?: string;
  sort?: SearchSort;
}
