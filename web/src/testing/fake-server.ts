import { vi } from "vitest";

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

type Answer = object | ((asked: Asked) => object | Response | undefined);

/** A refusal as the server words it. */
export const problem = (status: number, code: string, fields: object = {}) =>
  new Response(JSON.stringify({ status, code, detail: code, ...fields }), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });

/**
 * Answers fetch from a table of "METHOD /path". What is not in the table is a failing test, not a silence.
 * Returns everything that was asked, in order.
 */
export function fakeServer(answers: Record<string, Answer>) {
  const asked: Asked[] = [];
  const answer = (path: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    const bare = path.split("?")[0] ?? "";
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const request = { method, path, body };
    asked.push(request);
    const known = answers[`${method} ${bare}`];
    if (!known) return problem(404, `no answer for ${method} ${bare}`);
    const result: unknown = typeof known === "function" ? known(request) : known;
    if (result instanceof Response) return result;
    return new Response(result === undefined ? null : JSON.stringify(result), {
      status: result === undefined ? 204 : 200,
    });
  };
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => Promise.resolve(answer(path, init)));
  return asked;
}
