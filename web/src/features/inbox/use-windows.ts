import { useNetworks } from "@/api/accounts";

/** Whether private replies end by themselves anywhere. */
export function useWindows() {
  const { data: networks = [] } = useNetworks();
  return networks.some((each) => each.enabled && each.capabilities.private_window_minutes);
}
