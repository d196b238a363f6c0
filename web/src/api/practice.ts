import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, toQueryString } from "./client";
import { keys } from "./keys";
import type {
  CommentForm,
  MessageForm,
  PostForm,
  PracticeDelivery,
  PracticeMessage,
  PracticePost,
  PracticeSite,
  Profile,
  ProfileForm,
  Reaction,
  Words,
} from "./practice-types";
import type { Items } from "./types";

// The little site has no live stream of its own: it asks every two seconds while it is looked at.
const EVERY = 2_000;

export const usePracticeSite = () =>
  useQuery({
    queryKey: keys.practice("site"),
    queryFn: () => api.get<PracticeSite>("/practice/api/site"),
    retry: false,
    staleTime: Infinity,
  });

function usePolled<T>(site: string, what: string, as?: string) {
  return useQuery({
    queryKey: keys.practice(site, what, as ?? ""),
    queryFn: () =>
      api.get<Items<T>>(`/practice/api/${site}/${what}`, { as }).then((page) => page.items),
    refetchInterval: EVERY,
  });
}

export const useProfiles = (site: string) => usePolled<Profile>(site, "profiles");
export const usePosts = (site: string, as: string) => usePolled<PracticePost>(site, "posts", as);
export const useMessages = (site: string, as: string) =>
  usePolled<PracticeMessage>(site, "messages", as);
export const useDeliveries = (site: string) => usePolled<PracticeDelivery>(site, "deliveries");

function usePracticeMutation<In, Out>(
  site: string,
  send: (base: string, input: In) => Promise<Out>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: In) => send(`/practice/api/${site}`, input),
    onSettled: () => client.invalidateQueries({ queryKey: keys.practice(site) }),
  });
}

export const useCreateProfile = (site: string) =>
  usePracticeMutation(site, (base, profile: ProfileForm) =>
    api.post<Profile>(`${base}/profiles`, profile),
  );

export const useCreatePost = (site: string) =>
  usePracticeMutation(site, (base, post: PostForm) => api.post(`${base}/posts`, post));

export const useCreateComment = (site: string, postId: number) =>
  usePracticeMutation(site, (base, comment: CommentForm) =>
    api.post(`${base}/posts/${postId}/comments`, comment),
  );

export const useSendMessage = (site: string) =>
  usePracticeMutation(site, (base, message: MessageForm) => api.post(`${base}/messages`, message));

export const usePutPicture = (site: string) =>
  usePracticeMutation(site, (base, file: File) =>
    api.upload<{ picture: string }>(`${base}/pictures`, file),
  );

export const useEditItem = (site: string) =>
  usePracticeMutation(site, (base, item: { id: number } & Words) =>
    api.patch(`${base}/items/${item.id}`, { as: item.as, text: item.text }),
  );

export const useReact = (site: string) =>
  usePracticeMutation(site, (base, { id, ...reaction }: { id: number } & Reaction) =>
    api.put(`${base}/items/${id}/reaction`, reaction),
  );

export const useReadMessages = (site: string) =>
  usePracticeMutation(site, (base, as: string) => api.post(`${base}/messages/read`, { as }));

export const useDeleteItem = (site: string) =>
  usePracticeMutation(site, (base, item: { id: number; as: string }) =>
    api.delete(`${base}/items/${item.id}${toQueryString({ as: item.as })}`),
  );
