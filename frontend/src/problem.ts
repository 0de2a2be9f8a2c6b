import type { FieldProblem, Problem } from "./api";
import { messages } from "./messages";

/** The one error a call to the API throws: what happened, in words a person can read. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status; 0 when no answer arrived at all. */
    readonly status: number,
    /** Stable name of the problem, from the server's `code`. */
    readonly code: string,
    message: string,
    /** What an administrator can search for; null when the server never saw the request. */
    readonly reference: string | null,
    /** What is wrong with single fields of a form. */
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(message);
  }

  /** No answer: the network, the machine or the server is away. */
  static unreachable(): ApiError {
    return new ApiError(0, "unreachable", messages.errors.unreachable, null);
  }

  /** An answer that is no success; `body` is a problem document unless a proxy answered itself. */
  static fromAnswer(status: number, body: string, reference: string | null): ApiError {
    const problem = parseProblem(body);
    if (problem) {
      const { code, detail, errors } = problem;
      return new ApiError(status, code, detail, problem.reference, errors ?? []);
    }
    if (status === 413) {
      const code = "picture_too_large";
      const message = messages.picture.tooLargeForServer;
      return new ApiError(status, code, message, reference, [{ field: "picture", code, message }]);
    }
    return new ApiError(status, "unreadable_answer", messages.errors.unreadable(status), reference);
  }

  /** Whether the same request may succeed a moment later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Whether the error says that nobody is logged in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}

function parseProblem(body: string): Problem | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return isProblem(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "detail" in value &&
    typeof value.detail === "string" &&
    "reference" in value &&
    typeof value.reference === "string"
  );
}
