import { expect, it } from "vitest";
import { staleKeys } from "./realtime";

const event = (kind: string) => ({ seq: 1, kind, ids: { conversation: 7 } });

it("refetches what a message may have changed", () => {
  expect(staleKeys(event("message.received"))).toEqual([
    ["conversation", 7],
    ["timeline", 7],
    ["writing", 7],
    ["approvals", 7],
    ["scheduled", 7],
    ["conversations"],
    ["views"],
    ["stream"],
    ["places"],
  ]);
});

it("refetches only the conversation for a colleague's presence", () => {
  expect(staleKeys(event("presence"))).toEqual([["conversation", 7]]);
});

it("still refreshes the conversation for kinds it does not know", () => {
  expect(staleKeys(event("something.new"))).toEqual([
    ["conversation", 7],
    ["timeline", 7],
    ["writing", 7],
  ]);
});

it("refetches what is being written for a colleague's draft", () => {
  expect(staleKeys(event("draft"))).toEqual([["writing", 7]]);
});
