import { useMediaQuery } from "@mantine/hooks";

const useQuery = (query: string) =>
  useMediaQuery(query, undefined, { getInitialValueInEffect: false });

/** One pane at a time. */
export const useIsPhone = () => useQuery("(max-width: 759px)");
/** No room for the navigation beside list and thread. */
export const useIsNarrow = () => useQuery("(max-width: 1099px)");
/** Room for the contact beside the thread. */
export const useIsWide = () => useQuery("(min-width: 1320px)");
