import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Macro } from "@/api/macros";
import { keys } from "@/api/keys";
import type { Session } from "@/api/types";
import { changeDraft, draftKey } from "@/lib/drafts";
import { fakeServer, problem } from "@/testing/fake-server";
import { renderSignedIn } from "@/testing/render";
import { conversation, member, message, session } from "@/testing/samples";
import { Composer } from "./composer";

const KEY = draftKey(1, 7);
const REPLIES = "POST /api/conversations/7/replies";
const DRAFT = "PUT /api/conversations/7/draft";
const base = {
  "GET /api/members": { items: [member({ user_id: 1, name: "Ana Duarte" }), member()] },
  "GET /api/tags": { items: [{ id: 5, name: "late", color: "red" }] },
  "GET /api/teams": { items: [] },
  "GET /api/conversations/7/timeline": { items: [], next_cursor: null },
  "GET /api/conversations/7/writing": { drafts: [], move: null },
  [DRAFT]: { saved_at: "2026-03-03T10:00:00Z" },
};

const macro = (change: Partial<Macro> = {}): Macro => ({
  id: 3,
  scope: "workspace",
  name: "Sorry",
  text: "Sorry, {{contact.first_name}}!",
  team_id: null,
  owner_id: 2,
  owner_name: "Ben Okafor",
  language: null,
  network: null,
  purpose: "reply",
  pictures: [],
  actions: { tag_ids: [5], priority: "high", team_id: null, resolve: true },
  uses: 0,
  last_used_at: null,
  review_on: null,
  may_change: false,
  ...change,
});

function write(onNext = vi.fn(), who: Session = session) {
  changeDraft(KEY, { mode: undefined, pieces: {}, unsigned: undefined });
  const nothing = () => undefined;
  const client = renderSignedIn(
    <Composer
      conversation={conversation()}
      onTyping={nothing}
      onNext={onNext}
      onReturn={nothing}
    />,
  );
  client.setQueryData(keys.session, who);
  return { user: userEvent.setup(), client, box: () => screen.getByRole("textbox") };
}

const bodyOf = (asked: ReturnType<typeof fakeServer>, path: string) =>
  asked.findLast(({ method, path: to }) => `${method} ${to}` === path)?.body;

it("puts a macro in by /, shows what it will do, and sends what is left of that", async () => {
  const asked = fakeServer({
    ...base,
    "GET /api/macros": { items: [macro({ id: 4, name: "Thanks" }), macro()], placeholders: [] },
    "GET /api/conversations/7/macros/3": { text: "Sorry, Maria!", missing: [] },
    [REPLIES]: message(),
  });
  const { user, box } = write();
  await user.type(box(), "/sor");
  expect(await screen.findByRole("option", { name: "Sorry" })).toBeVisible();
  expect(screen.getByText("Sorry, {{contact.first_name}}!")).toBeVisible();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(box()).toHaveValue("Sorry, Maria!"));
  await user.click(await screen.findByRole("button", { name: "Take off: Priority: High" }));
  await user.click(screen.getByRole("button", { name: "Take off: Resolve" }));
  await user.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() =>
    expect(bodyOf(asked, REPLIES)).toMatchObject({
      macro_id: 3,
      actions: { add_tag_ids: [5], priority: null },
      resolve: false,
    }),
  );
});

it("brings a macro's pictures along, as far as the network takes them", async () => {
  const picture = (id: string, size: number) => ({ id, name: `${id}.png`, size });
  const pictures = [picture("loaf", 1_000), picture("poster", 6 << 20)];
  const asked = fakeServer({
    ...base,
    "GET /api/macros": { items: [macro({ pictures })], placeholders: [] },
    "GET /api/conversations/7/macros/3": { text: "See the picture.", missing: [] },
    [REPLIES]: message(),
  });
  const { user, box } = write();
  await user.type(box(), "/sor");
  expect(await screen.findByRole("img", { name: "poster.png" })).toBeVisible();
  await user.keyboard("{Enter}");
  const going = await screen.findByRole("list", { name: "Pictures with this reply" });
  expect(going).toContainElement(screen.getByRole("img", { name: "loaf.png" }));
  expect(screen.queryByRole("img", { name: "poster.png" })).toBeNull();
  expect(await screen.findByText(/One picture of the macro stays behind/u)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() =>
    expect(bodyOf(asked, REPLIES)).toMatchObject({
      attachments: [{ id: "loaf", name: "loaf.png" }],
    }),
  );
});

it("does not send a placeholder that has no value", async () => {
  fakeServer({
    ...base,
    "GET /api/macros": { items: [macro()], placeholders: [] },
    "GET /api/conversations/7/macros/3": {
      text: "Sorry, {{contact.first_name}}!",
      missing: ["contact.first_name"],
    },
  });
  const { user, box } = write();
  await user.type(box(), "/");
  await screen.findByRole("option", { name: "Sorry" });
  await user.keyboard("{Enter}");
  expect(await screen.findByText(/Write what belongs in the place of/u)).toBeVisible();
  expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
  await user.keyboard("Maria");
  expect(box()).toHaveValue("Sorry, Maria!");
  expect(screen.getByRole("button", { name: "Send" })).toBeEnabled();
});

it("tells of an answer that came meanwhile, once, and then sends", async () => {
  let refused = false;
  const asked = fakeServer({
    ...base,
    [REPLIES]: () => {
      if (refused) return message();
      refused = true;
      const at = new Date().toISOString();
      return problem(409, "answered_meanwhile", { message_id: 90, author_name: "Ben", at });
    },
  });
  const { user, box } = write();
  await user.type(box(), "It left.");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText(/Ben has answered since you began/u)).toBeVisible();
  expect(box()).toHaveValue("It left.");
  await user.click(screen.getByRole("button", { name: "Send anyway" }));
  await waitFor(() => expect(bodyOf(asked, REPLIES)).toMatchObject({ after_message_id: 90 }));
});

it("signs as it shows, counts the signature, and leaves it off when asked", async () => {
  const asked = fakeServer({ ...base, [REPLIES]: message() });
  const who = { ...session, user: { ...session.user, signature: "^AD" } };
  const { user, box } = write(vi.fn(), who);
  expect(await screen.findByText("^AD")).toBeVisible();
  await user.click(box());
  await user.paste("x".repeat(277));
  expect(screen.getByText("1 character too long")).toBeInTheDocument();
  await user.click(screen.getByRole("checkbox", { name: "Sign" }));
  await user.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(bodyOf(asked, REPLIES)).toMatchObject({ sign: false }));
});

it("goes on to the next conversation with Alt+Enter and tells what became of this one", async () => {
  fakeServer({ ...base, [REPLIES]: () => problem(422, "reply_refused") });
  const onNext = vi.fn();
  const { user, box } = write(onNext);
  await user.type(box(), "Done.");
  await user.keyboard("{Alt>}{Enter}{/Alt}");
  expect(onNext).toHaveBeenCalledOnce();
  expect(await screen.findByText(/The reply to Maria Santos was not sent/u)).toBeVisible();
  expect(box()).toHaveValue("Done.");
});

it("keeps a draft on the server, and shows the one of another device without losing a word", async () => {
  const asked = fakeServer({
    ...base,
    [DRAFT]: () =>
      problem(409, "draft_changed", { text: "Theirs", saved_at: "2026-03-03T11:00:00Z" }),
  });
  const { user, box } = write();
  await user.type(box(), "Mine");
  expect(
    await screen.findByText(/on another device/u, undefined, { timeout: 3_000 }),
  ).toBeVisible();
  expect(bodyOf(asked, DRAFT)).toMatchObject({ mode: "public", text: "Mine" });
  expect(box()).toHaveValue("Mine");
  await user.click(screen.getByRole("button", { name: "Use that one" }));
  expect(box()).toHaveValue("Theirs");
});

it("takes up what was written on another device", async () => {
  const theirs = {
    user_id: 1,
    name: "Ana Duarte",
    mode: "public",
    thread_id: null,
    text: "From the phone",
    pictures: [],
    after_message_id: null,
    saved_at: "2026-03-03T11:00:00Z",
  };
  const colleague = { ...theirs, user_id: 2, name: "Ben Okafor", text: "A colleague's words" };
  fakeServer({
    ...base,
    "GET /api/conversations/7/writing": { drafts: [theirs, colleague], move: null },
  });
  const { user, box } = write();
  await waitFor(() => expect(box()).toHaveValue("From the phone"));
  await user.click(screen.getByRole("button", { name: /Ben Okafor has a draft/u }));
  expect(screen.getByText("A colleague's words")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Go on with this text" }));
  expect(box()).toHaveValue("From the phone\nA colleague's words");
});

it("suggests to close in public what went on in private", async () => {
  fakeServer({
    ...base,
    "GET /api/macros": { items: [], placeholders: [] },
    "GET /api/conversations/7/writing": { drafts: [], move: "private" },
  });
  const { user, box } = write();
  await user.click(await screen.findByRole("button", { name: "Write the closing words" }));
  await waitFor(() =>
    expect(box()).toHaveValue(
      "Thank you for writing to us in private. We are glad that this is solved.",
    ),
  );
});

it("remembers in which way one sends", async () => {
  const asked = fakeServer({ ...base, [REPLIES]: message() });
  const { user, box } = write();
  await user.type(box(), "Done.");
  await user.click(screen.getByRole("button", { name: "Other ways to send" }));
  await user.click(await screen.findByRole("menuitem", { name: "Send and resolve" }));
  await waitFor(() => expect(bodyOf(asked, REPLIES)).toMatchObject({ resolve: true }));
  expect(screen.getByRole("button", { name: "Send and resolve" })).toBeVisible();
});
