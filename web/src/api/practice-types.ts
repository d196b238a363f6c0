export interface PracticeSite {
  site: string;
  name: string;
  brand: { handle: string; name: string };
}

export interface Profile {
  handle: string;
  name: string;
  avatar_color: string;
  is_brand: boolean;
}

export type Author = Omit<Profile, "is_brand">;

export interface PracticeComment {
  id: number;
  author: Author;
  text: string;
  at: string;
  edited_at: string | null;
  deleted_at: string | null;
  parent_id: number | null;
}

export interface PracticePost {
  id: number;
  author: Author;
  text: string;
  rating: number | null;
  kind: "post" | "review";
  at: string;
  edited_at: string | null;
  deleted_at: string | null;
  comments: PracticeComment[];
}

export interface PracticeMessage {
  id: number;
  from: string;
  to: string;
  text: string;
  at: string;
  edited_at: string | null;
  deleted_at: string | null;
}

export interface PracticeDelivery {
  id: number;
  kind: string;
  state: string;
  attempts: number;
  last_error: string | null;
  at: string;
}
