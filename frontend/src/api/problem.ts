import { getLoadedMessages, getMessages, loadMessages } from "../i18n/messages";
import type { FieldProblem, Problem } from "./generated";

/** The header with the reference, for responses without a problem document. */
const referenceHeader = "X-Request-ID";

/** How long to wait after a 429 without a Retry-After header, in seconds. */
const defaultRetryAfter = 30;

/** The only error that an API request throws. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status; 0 when no response arrived. */
    readonly status: number,
    /** Stable name of the problem: the `code` of the problem document. */
    readonly code: string,
    /** The server's message in English; see problemText for other languages. */
    message: string,
    /**
     * The reference that an administrator can search for; null when the server did not get the
     * request.
     */
    readonly reference: string | null,
    /** Errors of single form fields. */
    readonly fields: readonly FieldProblem[] = [],
    /** Seconds to wait after too many requests; null for every other problem. */
    readonly retryAfter: number | null = null,
    /** The whole problem document, where there is one. */
    readonly problem: Partial<Problem> = {},
  ) {
    super(message);
  }

  private readonly arrivedAt = performance.now();

  /** When the next request is allowed, in the units of `performance.now()`; null without a wait. */
  get retryAt(): number | null {
    return this.retryAfter === null ? null : this.arrivedAt + this.retryAfter * 1000;
  }

  /** For a request without a response: the network or the server is unavailable. */
  static unreachable(): ApiError {
    return new ApiError(0, "unreachable", getMessages("shell").errors.unreachable, null);
  }

  /** For a chosen file that the browser cannot read any more. */
  static unreadableFile(field: string): ApiError {
    const code = "file_unreadable";
    const message = getMessages("shell").errors.fileUnreadable;
    return new ApiError(0, code, message, null, [{ field, code, message }]);
  }

  /**
   * Creates the error of an unsuccessful response and loads the problem texts first.
   *
   * `body` is a problem document, unless a proxy answered. `header` looks up a response header.
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
      return new ApiError(status, code, detail, problem.reference, errors ?? [], wait, problem);
    }
    return ApiError.withoutProblem(status, header(referenceHeader), wait);
  }

  private static withoutProblem(status: number, reference: string | null, wait: number | null) {
    const text = getMessages("shell").errors;
    if (status === 413) {
      const code = "picture_too_large";
      const fields = [{ field: "picture", code, message: text.tooLarge }];
      return new ApiError(status, code, text.tooLarge, reference, fields);
    }
    const message = text.unreadable(status);
    return new ApiError(status, "unreadable_answer", message, reference, [], wait);
  }

  /** Whether the same request may succeed a moment later. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * Returns the message for a problem code in the language of the page, or else the server's English
 * message.
 */
export function problemText({ code, message }: Pick<FieldProblem, "code" | "message">): string {
  const texts = getLoadedMessages("problems") ?? {};
  return (Object.hasOwn(texts, code) && texts[code]) || message;
}

/** Whether the request needs a session. A refused log-in is a 401 too, but does not count. */
export function isSessionMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code !== "invalid_credentials";
}

/** Whether another account is logged in than the page shows. */
export function isOtherAccount(error: unknown): boolean {
  return error instanceof ApiError && error.code === "other_account";
}

/** Whether the user's role does not allow the request. The role may have changed a moment ago. */
export function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.code === "not_allowed";
}

/** Returns the error if it comes from the API, else null. For display only. */
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
