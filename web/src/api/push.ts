import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { subscribe } from "@/lib/push";
import { stopPush } from "@/lib/push-here";
import { api } from "./client";
import { keys } from "./keys";
import { useSession } from "./session";
import type { Device, DeviceForm, PushManners, PushState } from "./types";

const PATH = "/api/notifications";

export const pushQuery = queryOptions({
  queryKey: keys.push,
  queryFn: () => api.get<PushState>(`${PATH}/push`),
});

export const addDevice = (form: DeviceForm) => api.post<Device>(`${PATH}/devices`, form);

export const usePush = () => useQuery(pushQuery);

function usePushMutation<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: keys.push }),
  });
}

export const useSetManners = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (manners: PushManners) => api.put<PushState>(`${PATH}/push`, manners),
    // Shown at once; what the server says comes after it.
    onMutate: (manners) => {
      client.setQueryData(pushQuery.queryKey, (known) => known && { ...known, ...manners });
    },
    onError: () => client.invalidateQueries({ queryKey: keys.push }),
    onSuccess: (state) => client.setQueryData(pushQuery.queryKey, state),
  });
};

/** Makes this browser one that tells. */
export const useTurnOn = () => {
  const { user } = useSession();
  return usePushMutation(async (publicKey: string) =>
    addDevice(await subscribe(publicKey, user.id)),
  );
};

/** Forgets a browser; this one then forgets Heard, too. */
export const useForgetDevice = () =>
  usePushMutation(async ({ id, here }: Device) => {
    await api.delete(`${PATH}/devices/${id}`);
    if (here) await stopPush();
  });

export const useTryDevice = () =>
  usePushMutation((id: number) => api.post<Device>(`${PATH}/devices/${id}/tests`));
