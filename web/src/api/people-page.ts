import { useQuery } from "@tanstack/react-query";
import { api, ApiError } from "./client";
import type { components } from "./schema.gen";

/** Who answers for a company, as customers may see them; the key is the end of the page's address. */
export const usePeoplePage = (key: string, enabled = true) =>
  useQuery({
    queryKey: ["people-page", key],
    queryFn: () =>
      api.get<components["schemas"]["PeoplePage"]>(`/api/people-pages/${encodeURIComponent(key)}`),
    enabled,
    retry: (count, error) => !(error instanceof ApiError) && count < 2,
  });
