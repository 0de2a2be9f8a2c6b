import { ApiError } from "./problem";

/** Share by which delays spread, so that a thousand pages do not ask in the same moment. */
export const jitter = 0.2;

/** Two more tries for what may pass in a moment; a 404 or 403 is final, and a 429 asks for patience. */
export function retry(failures: number, error: Error): boolean {
  return failures < 2 && isRetryable(error) && error.retryAfter === null;
}

/** Milliseconds before each of these: twice as long each time, spread, as the others were cut off with us. */
export function retryDelay(failures: number): number {
  return 1_000 * 2 ** failures * (1 - jitter + 2 * jitter * Math.random());
}

/** Whether the same question may be answered a moment later. */
export function isRetryable(error: Error): error is ApiError {
  return error instanceof ApiError && error.isTransient;
}
