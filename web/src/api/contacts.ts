import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type {
  ContactField,
  ContactFieldChange,
  ContactFieldForm,
  FieldValue,
  Items,
  MergeForm,
  MergeMade,
  MergePreview,
  MuteForm,
  MutedPerson,
  Page,
  Person,
  PersonChange,
  PersonHint,
  PersonMessage,
  PersonNote,
  Row,
  Tag,
} from "./types";

const FIELDS = "/api/contact-fields";
const path = (id: number, rest = "") => `/api/contacts/${id}${rest}`;

export const usePerson = (id: number) =>
  useQuery({ queryKey: keys.contact(id), queryFn: () => api.get<Person>(path(id)) });

/** What of a person shall change, as the card shows it. */
export interface FactChange extends Omit<PersonChange, "tag_ids"> {
  tags?: Tag[];
}

function expected(person: Person, { tags, values = [], ...facts }: FactChange): Person {
  const changed = (old: FieldValue) =>
    values.find(({ field_id }) => field_id === old.field_id) ?? old;
  return { ...person, ...facts, tags: tags ?? person.tags, values: person.values.map(changed) };
}

const refresh = (client: QueryClient) =>
  Promise.all(
    [keys.contacts, keys.conversations, keys.lists, keys.streams].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );

/** Shows the change at once, takes it back when the server refuses. */
export function useChangePerson(id: number) {
  const client = useQueryClient();
  const queryKey = keys.contact(id);
  return useMutation({
    mutationFn: ({ tags, ...change }: FactChange) =>
      api.patch<Person>(path(id), { ...change, tag_ids: tags?.map((tag) => tag.id) }),
    onMutate: async (change: FactChange) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData<Person>(queryKey);
      if (before) client.setQueryData(queryKey, expected(before, change));
      return before;
    },
    onError: (_error, _change, before) => client.setQueryData(queryKey, before),
    onSettled: () => refresh(client),
  });
}

/** A change after which everything about people may look different. */
function usePeopleMutation<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => refresh(client) });
}

export const useMute = (id: number) =>
  usePeopleMutation((form: MuteForm) => api.put<Person>(path(id, "/mute"), form));

export const useUnmute = () =>
  usePeopleMutation((id: number) => api.delete<Person>(path(id, "/mute")));

export const useMerge = (id: number) =>
  usePeopleMutation((form: MergeForm) => api.post<MergeMade>(path(id, "/merges"), form));

export const useUndoMerge = () =>
  usePeopleMutation((id: number) => api.delete(`/api/contact-merges/${id}`));

export const useMergePreview = (id: number, otherId: number) =>
  useQuery({
    queryKey: [...keys.contact(id), "merge", otherId],
    queryFn: () => api.get<MergePreview>(path(id, `/merge-previews/${otherId}`)),
  });

export const useHints = (id: number) =>
  useQuery({
    queryKey: [...keys.contact(id), "hints"],
    queryFn: () => api.get<Items<PersonHint>>(path(id, "/hints")).then((page) => page.items),
    staleTime: 60_000,
  });

function usePages<T>(queryKey: readonly unknown[], address: string, limit: number) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => api.get<Page<T>>(address, { cursor: pageParam, limit }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export const usePersonConversations = (id: number) =>
  usePages<Row>([...keys.contact(id), "conversations"], path(id, "/conversations"), 25);

export const usePersonMessages = (id: number) =>
  usePages<PersonMessage>([...keys.contact(id), "messages"], path(id, "/messages"), 50);

export const usePersonNotes = (id: number) =>
  usePages<PersonNote>([...keys.contact(id), "notes"], path(id, "/notes"), 10);

export const useMuted = () => usePages<MutedPerson>(keys.muted, "/api/muted-contacts", 50);

export const useAddNote = (id: number) =>
  usePeopleMutation((text: string) => api.post<PersonNote>(path(id, "/notes"), { text }));

const notePath = (id: number, rest = "") => `/api/contact-notes/${id}${rest}`;

export const useChangeNote = () =>
  usePeopleMutation(({ id, text }: Pick<PersonNote, "id" | "text">) =>
    api.patch<PersonNote>(notePath(id), { text }),
  );

export const useDeleteNote = () => usePeopleMutation((id: number) => api.delete(notePath(id)));

export const useRestoreNote = () =>
  usePeopleMutation((id: number) => api.post<PersonNote>(notePath(id, "/restoration")));

export const useContactFields = () =>
  useQuery({
    queryKey: keys.contactFields,
    queryFn: () => api.get<Items<ContactField>>(FIELDS).then((page) => page.items),
    staleTime: 60_000,
  });

export const useAddField = () =>
  usePeopleMutation((form: ContactFieldForm) => api.post<ContactField>(FIELDS, form));

export const useChangeField = () =>
  usePeopleMutation(({ id, ...change }: ContactFieldChange & { id: number }) =>
    api.patch<ContactField>(`${FIELDS}/${id}`, change),
  );

export const useRemoveField = () =>
  usePeopleMutation((id: number) => api.delete(`${FIELDS}/${id}`));
