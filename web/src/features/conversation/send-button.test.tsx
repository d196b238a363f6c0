import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { changeDraft, draftKey } from "@/lib/drafts";
import { fakeServer } from "@/testing/fake-server";
import { renderSignedIn } from "@/testing/render";
import { conversation, message } from "@/testing/samples";
import { Composer } from "./composer";

const REPLIES = "POST /api/conversations/7/replies";

it("suggests to resolve where the account's replies usually do, and lets one choose otherwise", async () => {
  const asked = fakeServer({
    "GET /api/members": { items: [] },
    "GET /api/conversations/7/timeline": { items: [], next_cursor: null },
    "GET /api/conversations/7/writing": { drafts: [], move: null, met: true },
    "PUT /api/conversations/7/draft": { saved_at: "2026-03-03T10:00:00Z" },
    [REPLIES]: message(),
  });
  changeDraft(draftKey(1, 7), { mode: undefined, pieces: {} });
  const nothing = () => undefined;
  renderSignedIn(
    <Composer
      conversation={conversation({ reply_resolves: true })}
      onTyping={nothing}
      onNext={nothing}
      onReturn={nothing}
    />,
  );
  const user = userEvent.setup();
  const replies = () =>
    asked.filter(({ method, path }) => `${method} ${path}` === REPLIES).map(({ body }) => body);
  await user.type(screen.getByRole("textbox"), "Done.");
  await user.click(screen.getByRole("button", { name: "Send and resolve" }));
  expect(replies()).toMatchObject([{ resolve: true }]);
  await user.type(screen.getByRole("textbox"), "One more thing.");
  await user.click(screen.getByRole("button", { name: "Other ways to send" }));
  await user.click(await screen.findByRole("menuitem", { name: "Send" }));
  expect(replies()).toMatchObject([{ resolve: true }, { resolve: false }]);
});
