import { PRIORITIES, THREAD_KINDS } from "@/api/choices";
import type { ListFilters } from "@/api/inbox";
import type { SearchFilters, StreamFilters } from "@/api/types";

/** `message` or `note` is what to show in the open conversation. */
export type InboxSearch = Omit<ListFilters, "view"> & {
  message?: number;
  note?: number;
  /** The saved view these filters began with. */
  saved?: number;
};

const STATES = ["new", "pending", "snoozed", "resolved"] as const;
const DIRECTIONS = ["in", "out"] as const;
const VISIBILITIES = ["public", "private"] as const;
const SORTS = ["waiting", "priority", "newest", "closing", "due"] as const;

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
const id = (value: unknown) => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

/** Like an id, but none is a number too. */
const count = (value: unknown) => (value === 0 || value === "0" ? 0 : id(value));

const moment = (value: unknown) =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : undefined;

/** The filters of the list live in the address, so that a view can be shared and gone back to. */
export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  return {
    network: text(search.network),
    account_id: id(search.account_id),
    priority: PRIORITIES.find((priority) => priority === search.priority),
    tag: id(search.tag),
    assignee_id: id(search.assignee_id),
    team_id: id(search.team_id),
    visibility: VISIBILITIES.find((visibility) => visibility === search.visibility),
    waited_hours: id(search.waited_hours),
    closes_hours: id(search.closes_hours),
    due_hours: count(search.due_hours),
    language: text(search.language),
    kind: THREAD_KINDS.find((kind) => kind === search.kind),
    owner_id: id(search.owner_id),
    since: moment(search.since),
    until: moment(search.until),
    active_hours: id(search.active_hours),
    saved: id(search.saved),
    message: id(search.message),
    note: id(search.note),
    sort: SORTS.find((sort) => sort === search.sort),
  };
}

export function readStream(search: Record<string, unknown>): StreamFilters {
  return {
    network: text(search.network),
    visibility: VISIBILITIES.find((visibility) => visibility === search.visibility),
    direction: search.direction === "out" ? "out" : undefined,
  };
}

/** A search stands in the address whole: what a person typed may look like a number there. */
export function readSearch(search: Record<string, unknown>): SearchFilters {
  return {
    q: typeof search.q === "number" ? String(search.q) : text(search.q),
    network: text(search.network),
    state: STATES.find((state) => state === search.state),
    tag: id(search.tag),
    assignee_id: id(search.assignee_id),
    direction: DIRECTIONS.find((direction) => direction === search.direction),
    visibility: VISIBILITIES.find((visibility) => visibility === search.visibility),
    language: text(search.language),
    since: moment(search.since),
    until: moment(search.until),
    sort: search.sort === "relevance" ? "relevance" : undefined,
  };
}
