import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { Items, SpamPreview, SpamWord, SpamWordForm } from "./types";

export const useSpamWords = () =>
  useQuery({
    queryKey: keys.spamWords,
    queryFn: () => api.get<Items<SpamWord>>("/api/spam-words").then((page) => page.items),
  });

function useListChange<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.spamWords }),
  });
}

export const useAddSpamWord = () =>
  useListChange((form: SpamWordForm) => api.post<SpamWord>("/api/spam-words", form));

export const useRemoveSpamWord = () =>
  useListChange((id: number) => api.delete(`/api/spam-words/${id}`));

/** What a word would have filed of the last messages. */
export const useSpamPreview = (word: string, countsIn: SpamWord["counts_in"]) =>
  useQuery({
    queryKey: keys.spamPreview(word, countsIn),
    queryFn: () => api.get<SpamPreview>("/api/spam-preview", { word, counts_in: countsIn }),
    enabled: word !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
