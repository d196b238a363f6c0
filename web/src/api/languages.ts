import { useQuery } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { LanguageList } from "./types";

/** What contacts write in: the languages of open work (`spoken`), and all that are recognised (`known`). */
export const useLanguages = () =>
  useQuery({
    queryKey: keys.languages,
    queryFn: () => api.get<LanguageList>("/api/languages"),
    staleTime: 60_000,
  });
