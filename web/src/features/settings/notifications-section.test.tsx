import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { keys } from "@/api/keys";
import type { Session, Ways } from "@/api/types";
import { fakeServer } from "@/testing/fake-server";
import { renderSignedIn } from "@/testing/render";
import { session } from "@/testing/samples";
import { NotificationsSection } from "./notifications-section";

const CHOICE = {
  kind: "mention",
  in_app: true,
  push: true,
  sound: false,
  mail: false,
  slack: false,
};
const MAIL: Ways["mail"] = {
  offered: true,
  address: "ana@example.com",
  after_seconds: 300,
  refusal: null,
  trouble: null,
  reason: null,
};

function show(ways: Partial<Ways> = {}, permissions: Session["permissions"] = []) {
  const asked = fakeServer({
    "GET /api/notifications/choices": { choices: [CHOICE] },
    "PUT /api/notifications/choices": { choices: [{ ...CHOICE, mail: true }] },
    "GET /api/notifications/ways": { mail: MAIL, slack: null, ...ways },
    "GET /api/notifications/push": { public_key: "", words: false, while_away: false, devices: [] },
    "POST /api/notifications/mail/tests": { outcome: "refused", reason: "550 no such user" },
  });
  const client = renderSignedIn(<NotificationsSection />);
  client.setQueryData(keys.session, { ...session, permissions });
  return asked;
}

it("offers only what is set up, and says who can set up the rest", async () => {
  show({ mail: { ...MAIL, offered: false } });
  expect(await screen.findByText("Heard has no mail server")).toBeVisible();
  expect(screen.getByText(/HEARD_MAIL_URL/)).toBeVisible();
  expect(screen.getByText(/An owner or admin/)).toBeVisible();
  expect(screen.queryByRole("columnheader", { name: "E-mail" })).toBeNull();
  expect(screen.queryByRole("columnheader", { name: "Slack" })).toBeNull();
});

it("chooses e-mail and sends a test, whose outcome it says", async () => {
  const asked = show();
  const user = userEvent.setup();
  await user.click(
    await screen.findByRole("checkbox", { name: "A colleague mentions me: E-mail" }),
  );
  expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({
    choices: [{ ...CHOICE, mail: true }],
  });
  await user.click(screen.getByRole("button", { name: "Mail me a test" }));
  expect(
    await screen.findByText("The mail server refused your address: 550 no such user"),
  ).toBeVisible();
});

it("says what stands in the way", async () => {
  show({
    mail: { ...MAIL, refusal: "550 gone", trouble: "2026-03-03T10:00:00Z", reason: "451 busy" },
    slack: { team: "Bakery", trouble: null, unknown: true },
  });
  expect(await screen.findByText(/refused your address: 550 gone/)).toBeVisible();
  expect(screen.getByText(/451 busy/)).toBeVisible();
  expect(screen.getByText(/nobody in Bakery has the address ana@example.com/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Connect anew" })).toBeNull();
});

it("lets an admin mend a Slack that does not take the token", async () => {
  show({ slack: { team: "Bakery", trouble: "token_revoked", unknown: false } }, [
    "workspace.manage",
  ]);
  expect(await screen.findByText(/token any more \(token_revoked\)/)).toBeVisible();
  expect(await screen.findByRole("button", { name: "Connect anew" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Disconnect" })).toBeVisible();
});
