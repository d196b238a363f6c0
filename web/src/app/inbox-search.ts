import type { ListFilters } from "@/api/inbox";

export type InboxSearch = Omit<ListFilters, "view">;

const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
const SORTS = ["waiting", "priority", "newest"] as const;

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
const id = (value: unknown) => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

/** The filters of the list live in the address, so that a view can be shared and gone back to. */
export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  return {
    network: text(search.network),
    priority: PRIORITIES.find((priority) => priority === search.priority),
    tag: id(search.tag),
    assignee_id: id(search.assignee_id),
    sort: SORTS.find((sort) => sort === search.sort),
  };
}
