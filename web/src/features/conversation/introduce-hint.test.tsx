import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { keys } from "@/api/keys";
import { changeDraft, draftKey } from "@/lib/drafts";
import { fakeServer } from "@/testing/fake-server";
import { renderSignedIn } from "@/testing/render";
import { conversation, session } from "@/testing/samples";
import { Composer } from "./composer";

const OFFER = { name: "Introduce yourself" };

function write(met: boolean) {
  fakeServer({
    "GET /api/members": { items: [] },
    "GET /api/conversations/7/timeline": { items: [], next_cursor: null },
    "GET /api/conversations/7/writing": { drafts: [], move: null, met },
    "PUT /api/conversations/7/draft": { saved_at: "2026-03-03T10:00:00Z" },
  });
  changeDraft(draftKey(1, 7), { mode: undefined, pieces: {} });
  const nothing = () => undefined;
  const client = renderSignedIn(
    <Composer
      conversation={conversation()}
      onTyping={nothing}
      onNext={nothing}
      onReturn={nothing}
    />,
  );
  const user = { ...session.user, introduction: "I am Ana." };
  client.setQueryData(keys.session, { ...session, user });
  return { user: userEvent.setup(), box: () => screen.getByRole("textbox") };
}

it("is offered to who answers somebody for the first time, and goes before what is written", async () => {
  const { user, box } = write(false);
  await user.type(box(), "It comes today.");
  await user.click(await screen.findByRole("button", OFFER));
  expect(box()).toHaveValue("I am Ana. It comes today.");
  expect(screen.queryByRole("button", OFFER)).toBeNull();
});

it("is not offered for notes, nor to who has answered them before", async () => {
  const { user } = write(false);
  await screen.findByRole("button", OFFER);
  await user.click(screen.getByRole("radio", { name: "Note" }));
  expect(screen.queryByRole("button", OFFER)).toBeNull();
});
