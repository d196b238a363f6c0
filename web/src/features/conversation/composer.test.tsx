import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { Conversation } from "@/api/types";
import { changeDraft, draftKey } from "@/lib/drafts";
import { fakeServer, problem } from "@/testing/fake-server";
import { renderSignedIn } from "@/testing/render";
import { conversation, member, message, option } from "@/testing/samples";
import { Composer } from "./composer";

const people = {
  "GET /api/members": { items: [member({ user_id: 1, name: "Ana Duarte" }), member()] },
};

function write(shown: Conversation = conversation(), onNext: () => void = () => undefined) {
  changeDraft(draftKey(1, shown.id), { mode: undefined, pieces: {} });
  const nothing = () => undefined;
  renderSignedIn(
    <Composer conversation={shown} onTyping={nothing} onNext={onNext} onReturn={nothing} />,
  );
  return userEvent.setup();
}

it("sends a public reply with Ctrl+Enter and says who will read it", async () => {
  const asked = fakeServer({ ...people, "POST /api/conversations/7/replies": message() });
  const user = write();
  expect(screen.getByText("Everyone can read this.")).toBeVisible();
  await user.type(screen.getByRole("textbox", { name: "Public reply" }), "On its way!");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(asked.some(({ method }) => method === "POST")).toBe(true));
  const { body } = asked.find(({ method }) => method === "POST") ?? {};
  expect(body).toMatchObject({ visibility: "public", thread_id: 11, text: "On its way!" });
  expect(screen.getByRole("textbox", { name: "Public reply" })).toHaveValue("");
});

it("gives the text back and offers to take over when a colleague was first", async () => {
  fakeServer({
    ...people,
    "POST /api/conversations/7/replies": () =>
      problem(409, "claimed_by_other", { assignee_id: 2, assignee_name: "Ben Okafor" }),
  });
  const user = write();
  await user.type(screen.getByRole("textbox", { name: "Public reply" }), "Hello");
  await user.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText("Ben Okafor is answering this conversation.")).toBeVisible();
  expect(screen.getByRole("button", { name: "Take over" })).toBeEnabled();
  expect(screen.getByRole("textbox", { name: "Public reply" })).toHaveValue("Hello");
});

it("sends again under the same reference when nobody knows whether it arrived", async () => {
  const asked = fakeServer({
    ...people,
    "POST /api/conversations/7/replies": () => problem(502, "unexpected"),
  });
  const user = write();
  await user.type(screen.getByRole("textbox", { name: "Public reply" }), "Hello");
  await user.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() =>
    expect(screen.getByRole("textbox", { name: "Public reply" })).toHaveValue("Hello"),
  );
  await user.click(screen.getByRole("button", { name: "Send" }));
  const references = () =>
    asked
      .filter(({ method }) => method === "POST")
      .map(({ body }) => (body as { client_ref: string }).client_ref);
  await waitFor(() => expect(references()).toHaveLength(2));
  expect(new Set(references()).size).toBe(1);
});

it("never carries a note's text into a reply", async () => {
  fakeServer(people);
  const user = write();
  await user.click(screen.getByRole("radio", { name: "Note" }));
  await user.type(screen.getByRole("textbox", { name: "Note" }), "A difficult customer");
  await user.click(screen.getByRole("radio", { name: "Public reply" }));
  expect(screen.getByRole("textbox", { name: "Public reply" })).toHaveValue("");
});

it("shows why a reply is refused and does not let it be written", () => {
  fakeServer(people);
  const refusal = { code: "something_new", detail: "This network does not take replies today." };
  write(conversation({ reply_options: [option({ allowed: false, refusal })] }));
  expect(screen.getByText(refusal.detail)).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Public reply" })).toBeDisabled();
});

it("calls a colleague into a note by @", async () => {
  const asked = fakeServer({ ...people, "POST /api/conversations/7/notes": {} });
  const user = write();
  await user.click(screen.getByRole("radio", { name: "Note" }));
  await user.type(screen.getByRole("textbox", { name: "Note" }), "Look @be");
  await screen.findByRole("option", { name: "Ben Okafor" });
  await user.keyboard("{Enter}please");
  await user.click(screen.getByRole("button", { name: "Add note" }));
  await waitFor(() =>
    expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
      text: "Look @Ben Okafor please",
      mentions: [2],
    }),
  );
});

it("counts a private window down, and when it has closed keeps the words and offers the other way", async () => {
  fakeServer(people);
  const soon = new Date(Date.now() + 90 * 60_000).toISOString();
  const open = option({ visibility: "private", window_closes_at: soon });
  const shown = conversation({ reply_options: [option(), open] });
  changeDraft(draftKey(1, shown.id), { mode: "private", pieces: { private: { text: "Hello" } } });
  const nothing = () => undefined;
  const props = { onTyping: nothing, onNext: nothing, onReturn: nothing };
  renderSignedIn(<Composer conversation={shown} {...props} />);
  expect(screen.getByText("Private replies close in 1 hr 30 min.")).toBeVisible();
  cleanup();
  const refusal = { code: "window_closed", detail: "" };
  const closed = option({ visibility: "private", allowed: false, refusal });
  const now = conversation({ reply_options: [option(), closed] });
  renderSignedIn(<Composer conversation={now} {...props} />);
  expect(screen.getByText("Your draft is kept.")).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Private reply" })).toHaveValue("Hello");
  expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "Answer in public" }));
  expect(screen.getByRole("textbox", { name: "Public reply" })).toHaveValue("");
});
