import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { fakeServer, problem } from "@/testing/fake-server";
import { renderSignedIn } from "@/testing/render";
import { message } from "@/testing/samples";
import { MessageItem } from "./message-item";

const card = {
  url: "https://sho.rt/x",
  host: "www.bakery.example",
  title: "Our menu",
  description: "Rye and wheat.",
  site: "The Bakery",
  picture: "/api/messages/100/links/0/picture",
};
const links = [
  { text: "https://sho.rt/x", url: "https://sho.rt/x", card: "/api/messages/100/links/0" },
  { text: "www.b.example", url: "https://www.b.example", card: "/api/messages/100/links/1" },
];
const text = "🍞 see https://sho.rt/x, or www.b.example 谢谢";

function show(change: Parameters<typeof message>[0]) {
  renderSignedIn(<MessageItem message={message(change)} continued={false} conversationId={7} />);
}

it("shows what a link leads to once the server has asked the page, and where that is", async () => {
  let asked = 0;
  fakeServer({
    "GET /api/messages/100/links/0": () => (asked++ ? card : problem(404, "not_yet_fetched")),
    "GET /api/messages/100/links/1": { ...card, title: null },
  });
  show({ text, links });
  const shown = await screen.findByRole("link", { name: /Our menu/u }, { timeout: 3_000 });
  expect(shown).toHaveAttribute("href", "https://sho.rt/x");
  expect(shown).toHaveTextContent("sho.rt bakery.example · The Bakery");
  expect(screen.getByRole("img", { name: "leads to" })).toBeInTheDocument();
  // The links in the text and one card: a page that says nothing makes none.
  expect(screen.getAllByRole("link")).toHaveLength(3);
});

it("lets links be followed without telling the other side where from, whatever stands around them", () => {
  fakeServer({ "GET /api/messages/100/links/0": card });
  show({ text, links: links.map((link) => ({ ...link, card: null })) });
  const [first, second] = screen.getAllByRole("link");
  expect(first).toHaveAttribute("rel", "noreferrer noopener nofollow");
  expect(second).toHaveAttribute("href", "https://www.b.example");
  expect(screen.getByRole("article")).toHaveTextContent(text);
});

it("asks nothing about the links of a message that was taken back", () => {
  const asked = fakeServer({});
  show({ text, links, deleted_at: "2026-03-03T11:00:00Z" });
  expect(asked.filter(({ path }) => path.includes("/links/"))).toEqual([]);
});
