import { vi } from "vitest";

/** Stops the clock; from now on time passes by `pass` alone. */
export function useFakeTime(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval", "Date"],
  });
}

/** Lets this many milliseconds pass. */
export async function advanceTime(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await vi.advanceTimersByTimeAsync(100);
    // The answers come through real I/O, which fake timers do not move.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
