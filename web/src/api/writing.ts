import { useQuery } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type ColleagueDraft = Schemas["DraftView"];
export type NewDraft = Schemas["DraftRequest"];
/** `askedAt`: when, by our own clock, the question left; what we were told later than that is newer. */
export type Writing = Schemas["Writing"] & { askedAt: number };

export const useWriting = (conversationId: number) =>
  useQuery({
    queryKey: keys.writing(conversationId),
    queryFn: async (): Promise<Writing> => {
      const askedAt = Date.now();
      const path = `/api/conversations/${conversationId}/writing`;
      return { ...(await api.get<Schemas["Writing"]>(path)), askedAt };
    },
    staleTime: 0,
  });

export const putDraft = (conversationId: number, draft: NewDraft) =>
  api.put<Schemas["DraftKept"]>(`/api/conversations/${conversationId}/draft`, draft);
