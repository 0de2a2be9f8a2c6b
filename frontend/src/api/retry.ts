import { ApiError } from "./problem";

/** Share by which delays vary, so that many clients do not send requests at the same moment. */
export const jitter = 0.2;

/** Allows two retries for transient errors. A 404 or 403 is final, and a 429 has its own wait. */
export function retry(failures: number, error: Error): boolean {
  return failures < 2 && isRetryable(error) && error.retryAfter === null;
}

/**
 * Milliseconds before each retry: doubled each time, with jitter, because other clients lost their
 * connection too.
 */
export function retryDelay(failures: number): number {
  return 1_000 * 2 ** failures * (1 - jitter + 2 * jitter * Math.random());
}

/** Whether the same request may succeed a moment later. */
export function isRetryable(error: Error): error is ApiError {
  return error instanceof ApiError && error.isTransient;
}
