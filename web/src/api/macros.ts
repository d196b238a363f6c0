import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./keys";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
export type Macro = Schemas["Macro"];
export type MacroForm = Schemas["MacroRequest"];
export type FilledMacro = Schemas["FilledMacro"];
export type MacroPurpose = Macro["purpose"];

export const useMacros = (enabled = true) =>
  useQuery({
    queryKey: keys.macros,
    queryFn: () => api.get<Schemas["MacroList"]>("/api/macros"),
    staleTime: 60_000,
    enabled,
  });

function useMacroMutation<In, Out>(send: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.macros }),
  });
}

export const useSaveMacro = () =>
  useMacroMutation(({ id, form }: { id?: number; form: MacroForm }) =>
    id === undefined
      ? api.post<Macro>("/api/macros", form)
      : api.put<Macro>(`/api/macros/${id}`, form),
  );

export const useDeleteMacro = () =>
  useMacroMutation((id: number) => api.delete(`/api/macros/${id}`));

/** The macro's text for one conversation. */
export const fillMacro = (conversationId: number, macroId: number) =>
  api.get<FilledMacro>(`/api/conversations/${conversationId}/macros/${macroId}`);
