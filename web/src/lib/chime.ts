const KEY = "heard.chime";
// What comes within this time is one burst, and rings once.
const BURST_MS = 4_000;
// A tab that is looked at decides first whether the person needs a sound at all.
const HIDDEN_WAITS_MS = 400;
const RESUME_MS = 300;
// Two soft tones, a fourth apart: [hertz, begins after, lasts], in seconds.
const TONES = [
  [659, 0, 0.18],
  [880, 0.11, 0.28],
] as const;
const LOUDNESS = 0.06;

const pause = (ms: number) => new Promise<void>((resolve) => window.setTimeout(resolve, ms));

let context: AudioContext | undefined;

/** Plays the sound; whether the browser let us, which it does only after the person has touched the page. */
export async function play(): Promise<boolean> {
  if (!("AudioContext" in window)) return false;
  context ??= new AudioContext();
  if (context.state !== "running") await Promise.race([context.resume(), pause(RESUME_MS)]);
  if (context.state !== "running") return false;
  const begin = context.currentTime;
  for (const [hertz, after, lasts] of TONES) {
    const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, begin + after);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begin + after + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + after + lasts);
    tone.connect(volume).connect(context.destination);
    tone.start(begin + after);
    tone.stop(begin + after + lasts);
  }
  return true;
}

interface Rung {
  event: number;
  at: number;
}

function lastRung(): Rung {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "") as Rung;
  } catch {
    return { event: 0, at: 0 };
  }
}

function keepRung(rung: Rung) {
  try {
    localStorage.setItem(KEY, JSON.stringify(rung));
  } catch {
    // No storage: every tab rings for itself.
  }
}

/** One tab at a time, where the browser has such locks. */
async function alone(work: () => Promise<void>) {
  if ("locks" in navigator) await navigator.locks.request(KEY, work);
  else await work();
}

/**
 * Rings once for what came up to an event, however many tabs are told of it. `seen`: the person has it on the screen of this
 * tab, so that no other rings either.
 */
export async function ring(event: number, seen: boolean) {
  if (document.hidden) await pause(HIDDEN_WAITS_MS);
  await alone(async () => {
    const last = lastRung();
    if (last.event >= event) return;
    if (seen || Date.now() - last.at < BURST_MS) keepRung({ event, at: last.at });
    // A tab that was never touched may not ring; then another does.
    else if (await play()) keepRung({ event, at: Date.now() });
  });
}
