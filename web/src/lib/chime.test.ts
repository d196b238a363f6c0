import { beforeEach, expect, it, vi } from "vitest";
import { play, ring } from "./chime";

let tones = 0;
let state = "running";

class Node {
  gain = {
    setValueAtTime: () => undefined,
    linearRampToValueAtTime: () => undefined,
    exponentialRampToValueAtTime: () => undefined,
  };
  connect(next: unknown) {
    return next;
  }
  start() {
    tones += 1;
  }
  stop() {
    return undefined;
  }
}

// jsdom makes no sound: a stand-in for the browser's own.
vi.stubGlobal(
  "AudioContext",
  class {
    currentTime = 0;
    destination = new Node();
    get state() {
      return state;
    }
    resume() {
      return Promise.resolve();
    }
  },
);
vi.stubGlobal("OscillatorNode", Node);
vi.stubGlobal("GainNode", Node);

beforeEach(() => {
  tones = 0;
  state = "running";
  vi.useFakeTimers({ toFake: ["Date"] });
  return () => vi.useRealTimers();
});

it("rings once for a burst, and again for what comes later", async () => {
  await ring(1, false);
  await ring(2, false);
  expect(tones).toBe(2);
  vi.setSystemTime(Date.now() + 5_000);
  await ring(2, false);
  expect(tones).toBe(2);
  await ring(3, false);
  expect(tones).toBe(4);
});

it("does not ring for what is on the screen of one tab, in no other either", async () => {
  await ring(1, true);
  await ring(1, false);
  expect(tones).toBe(0);
  await ring(2, false);
  expect(tones).toBe(2);
});

it("leaves it to another tab when this one may not", async () => {
  state = "suspended";
  await ring(1, false);
  expect(await play()).toBe(false);
  state = "running";
  await ring(1, false);
  expect(tones).toBe(2);
});
