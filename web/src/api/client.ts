import { noticeKept } from "@/lib/offline";

/** A refusal of the server: `code` is stable and translated, `detail` is the fallback sentence. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: Record<string, unknown> = {},
  ) {
    super(detail);
    this.name = "ApiError";
  }

  /** Messages for single form fields, as the server names them. */
  get errors(): Record<string, string> {
    return (this.fields.errors as Record<string, string> | undefined) ?? {};
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Value = string | number | boolean | null | undefined;
export type Query = Record<string, Value | number[]>;

let csrfToken = "";

/** The session tells the token; every unsafe request carries it. */
export function setCsrfToken(token: string) {
  csrfToken = token;
}

export function toQueryString(query: Query = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== "") params.append(name, String(each));
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}

async function toError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== "object" || body === null) {
    return new ApiError(response.status, "unexpected", response.statusText);
  }
  const { code, detail, ...fields } = body as Record<string, unknown>;
  return new ApiError(
    response.status,
    typeof code === "string" ? code : "unexpected",
    typeof detail === "string" ? detail : response.statusText,
    fields,
  );
}

async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const isFile = body instanceof Blob;
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrfToken;
  if (isFile) headers["Content-Type"] = body.type || "application/octet-stream";
  else if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method,
    headers,
    credentials: "same-origin",
    body: isFile ? body : body === undefined ? undefined : JSON.stringify(body),
  });
  noticeKept(response);
  if (!response.ok) throw await toError(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(path: string, query?: Query) => request<T>("GET", path + toQueryString(query)),
  post: <T>(path: string, body?: unknown) => request<T>("POST", path, body ?? {}),
  put: <T>(path: string, body?: unknown) => request<T>("PUT", path, body ?? {}),
  patch: <T>(path: string, body?: unknown) => request<T>("PATCH", path, body ?? {}),
  upload: <T>(path: string, file: Blob) => request<T>("POST", path, file),
  delete: <T = undefined>(path: string) => request<T>("DELETE", path),
};
