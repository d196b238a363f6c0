import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { calmly } from "./calmly";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => vi.useRealTimers());

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Work that takes so long, and how often it was done. */
function worker(takes: number, isUnseen = () => false) {
  const done = vi.fn(() => new Promise((resolve) => setTimeout(resolve, takes)));
  return { done, calm: calmly(done, isUnseen) };
}

it("does it soon and once, however often it is asked", async () => {
  const { done, calm } = worker(10);
  for (let news = 0; news < 100; news += 1) calm.soon();
  await after(199);
  expect(done).not.toHaveBeenCalled();
  await after(1);
  expect(done).toHaveBeenCalledOnce();
});

it("rests for a second, and does not forget what came meanwhile", async () => {
  const { done, calm } = worker(10);
  for (let ms = 0; ms < 10_000; ms += 50) {
    calm.soon();
    await after(50);
  }
  expect(done.mock.calls.length).toBeGreaterThanOrEqual(9);
  expect(done.mock.calls.length).toBeLessThanOrEqual(10);
  await after(2_000);
  const sofar = done.mock.calls.length;
  await after(60_000);
  expect(done).toHaveBeenCalledTimes(sofar);
});

it("asks a slow server less: one part of ten of the time", async () => {
  const { done, calm } = worker(1_000);
  for (let ms = 0; ms < 60_000; ms += 100) {
    calm.soon();
    await after(100);
  }
  expect(done.mock.calls.length).toBeLessThanOrEqual(6);
});

it("goes on after a failure", async () => {
  const work = vi.fn(() => Promise.reject(new Error("away")));
  const calm = calmly(work, () => false);
  calm.soon();
  await after(300);
  calm.soon();
  await after(2_000);
  expect(work).toHaveBeenCalledTimes(2);
});

it("hardly ever does it where nobody looks, and at once when somebody does", async () => {
  let unseen = true;
  const { done, calm } = worker(10, () => unseen);
  calm.soon();
  await after(29_000);
  expect(done).not.toHaveBeenCalled();
  unseen = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await after(200);
  expect(done).toHaveBeenCalledOnce();
  calm.stop();
});
