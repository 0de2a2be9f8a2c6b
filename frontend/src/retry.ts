import { ApiError } from "./problem";

/** Two more tries for what may pass in a moment; a 404 or 403 is final, and a 429 asks for patience. */
export function retry(failures: number, error: Error): boolean {
  return failures < 2 && mayPass(error) && error.retryAfter === null;
}

/** Whether the same question may be answered a moment later. */
export function mayPass(error: Error): error is ApiError {
  return error instanceof ApiError && error.passing;
}
