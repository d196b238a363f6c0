import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { outdate } from "./outdate";

const KEY = ["conversation", 7];

/** A question whose answers come when the test says so, each as true as when it was asked. */
function slow() {
  const client = new QueryClient();
  const waiting: (() => void)[] = [];
  let truth = "old";
  const queryFn = () => {
    const answer = truth;
    return new Promise<string>((resolve) => {
      waiting.push(() => resolve(answer));
    });
  };
  return {
    client,
    queryFn,
    asked: () => waiting.length,
    happens: () => {
      truth = "new";
      return outdate(client, { queryKey: KEY });
    },
    answer: async () => {
      waiting.at(-1)?.();
      for (const resolve of waiting) resolve();
      await new Promise((done) => setTimeout(done, 5));
    },
    known: () => client.getQueryData(KEY),
  };
}

const nothing = () => undefined;

it("takes an answer that was on its way when news came for old, once somebody looks", async () => {
  const { client, queryFn, asked, happens, answer, known } = slow();
  void client.query({ queryKey: KEY, queryFn });
  void happens();
  await answer();
  expect(asked()).toBe(1);
  const options = { queryKey: KEY, queryFn, staleTime: Infinity };
  const stop = new QueryObserver(client, options).subscribe(nothing);
  await answer();
  expect(known()).toBe("new");
  stop();
});

it("asks again for what is on the screen, though nothing was known yet", async () => {
  const { client, queryFn, asked, happens, answer, known } = slow();
  const stop = new QueryObserver(client, { queryKey: KEY, queryFn }).subscribe(nothing);
  void happens();
  await answer();
  await answer();
  expect(asked()).toBe(2);
  expect(known()).toBe("new");
  stop();
});

it("does so where something was known and is being asked for again", async () => {
  const { client, queryFn, happens, answer, known } = slow();
  client.setQueryData(KEY, "older");
  const stop = new QueryObserver(client, { queryKey: KEY, queryFn }).subscribe(nothing);
  void happens();
  await answer();
  await answer();
  expect(known()).toBe("new");
  stop();
});

it("asks nothing of what nobody looks at; it is asked when somebody does", async () => {
  const { client, queryFn, asked, happens, answer } = slow();
  client.setQueryData(KEY, "older");
  void happens();
  await answer();
  expect(asked()).toBe(0);
  const stop = new QueryObserver(client, { queryKey: KEY, queryFn, staleTime: Infinity }).subscribe(
    nothing,
  );
  expect(asked()).toBe(1);
  stop();
});
