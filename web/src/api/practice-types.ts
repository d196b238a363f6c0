import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type PracticeSite = Schemas["PracticeSite"];
export type Profile = Schemas["PracticeProfile"];
export type ProfileForm = Schemas["PracticeProfileRequest"];
export type Author = Schemas["PracticeAuthor"];
export type PracticePost = Schemas["PracticePost"];
export type PostForm = Schemas["PracticePostRequest"];
export type CommentForm = Schemas["PracticeCommentRequest"];
export type PracticeMessage = Schemas["PracticeMessage"];
export type PracticeDelivery = Schemas["PracticeDelivery"];
export type MessageForm = Schemas["PracticeMessageRequest"];
export type Words = Schemas["PracticeWords"];
export type Reaction = Schemas["PracticeReaction"];
