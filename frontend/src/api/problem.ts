import { getLoadedMessages, getMessages, loadMessages } from "../i18n/messages";
import type { FieldProblem, Problem } from "./generated";

/** The header that carries the reference where an answer has no problem document. */
const referenceHeader = "X-Request-ID";

/** How long to wait after too many tries when the answer does not say, in seconds. */
const defaultRetryAfter = 30;

/** The one error a call to the API throws. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status; 0 when no answer arrived at all. */
    readonly status: number,
    /** Stable name of the problem, from the server's `code`. */
    readonly code: string,
    /** The server's own words, in English; see problemWords. */
    message: string,
    /** What an administrator can search for; null when the server never saw the request. */
    readonly reference: string | null,
    /** What is wrong with single fields of a form. */
    readonly fields: readonly FieldProblem[] = [],
    /** After too many tries: how many seconds to wait; null for every other problem. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  private readonly arrivedAt = Date.now();

  /** When the next try is welcome, as `Date.now()` counts; null when there was nothing to wait for. */
  get retryAt(): number | null {
    return this.retryAfter === null ? null : this.arrivedAt + this.retryAfter * 1000;
  }

  /** No answer: the network, the machine or the server is away. */
  static unreachable(): ApiError {
    return new ApiError(0, "unreachable", getMessages("shell").errors.unreachable, null);
  }

  /**
   * An answer that is no success, once the words for it are there; `body` is a problem document unless a proxy
   * answered itself, and `header` looks up one of its headers.
   */
  static async fromResponse(
    status: number,
    body: string,
    header: (name: string) => string | null,
  ): Promise<ApiError> {
    await loadMessages("problems").catch(() => undefined);
    const wait = status === 429 ? Number(header("Retry-After")) || defaultRetryAfter : null;
    const problem = parseProblem(body);
    if (problem) {
      const { code, detail, errors } = problem;
      return new ApiError(status, code, detail, problem.reference, errors ?? [], wait);
    }
    const reference = header(referenceHeader);
    if (status === 413) {
      const code = "picture_too_large";
      const message = getMessages("shell").errors.tooLarge;
      return new ApiError(status, code, message, reference, [{ field: "picture", code, message }]);
    }
    const message = getMessages("shell").errors.unreadable(status);
    return new ApiError(status, "unreadable_answer", message, reference, [], wait);
  }

  /** Whether the same request may succeed a moment later. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** What happened, in the reader's language; what has no words there, in the server's. */
export function problemText({ code, message }: Pick<FieldProblem, "code" | "message">): string {
  const words = getLoadedMessages("problems") ?? {};
  return (Object.hasOwn(words, code) && words[code]) || message;
}

/** Whether the error says that nobody is logged in; a log-in that was refused is a 401 as well. */
export function isSessionMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code !== "invalid_credentials";
}

/** Whether the error says that the role, which may have been another a moment ago, does not allow it. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.code === "not_allowed";
}

/** The API's own error, or null: for what is only shown. */
export function asApiError(error: unknown): ApiError | null {
  return error instanceof ApiError ? error : null;
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
