import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Delivery } from "@/api/timeline-types";
import { draftKey } from "@/lib/drafts";
import { fakeServer } from "@/testing/fake-server";
import { renderSignedIn } from "@/testing/render";
import { message } from "@/testing/samples";
import { DeliveryLine } from "./delivery-line";

const delivery = (change: Partial<Delivery>): Delivery => ({
  state: "sent",
  at: null,
  send_at: null,
  reason_code: null,
  reason: null,
  remedy: null,
  attempts: 1,
  can_undo: false,
  can_retry: false,
  ...change,
});

const show = (change: Partial<Delivery>) =>
  renderSignedIn(
    <DeliveryLine message={message()} delivery={delivery(change)} conversationId={7} />,
  );

it("takes a reply back into the composer", async () => {
  fakeServer({ "DELETE /api/replies/100": { text: "Not yet", attachments: [] } });
  show({ state: "undoable", can_undo: true, send_at: new Date(Date.now() + 5_000).toISOString() });
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(localStorage.getItem(draftKey(1, 7))).toContain("Not yet"));
});

it("tells the network's reason and its remedy", async () => {
  const asked = fakeServer({ "POST /api/replies/100/retry": message() });
  show({ state: "failed", reason: "Too fast.", remedy: "Wait a minute.", can_retry: true });
  expect(screen.getByText("Too fast.")).toBeVisible();
  expect(screen.getByText("Wait a minute.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(asked[0]?.body).toEqual({ confirm_may_duplicate: false }));
});

it("asks a person what became of a reply nobody knows of", async () => {
  const asked = fakeServer({ "POST /api/replies/100/settle": message() });
  show({ state: "unknown" });
  await userEvent.click(screen.getByRole("button", { name: "It is there" }));
  await waitFor(() => expect(asked[0]?.body).toEqual({ outcome: "sent" }));
});
