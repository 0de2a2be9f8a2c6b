import { vi } from "vitest";

/** Stops the clock. From now on only `advanceTime` moves it. */
export function useFakeTime(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "Date"],
  });
}

/** Advances the time by this many milliseconds. */
export async function advanceTime(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await vi.advanceTimersByTimeAsync(100);
    // The responses arrive through real I/O, which fake timers do not advance.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
