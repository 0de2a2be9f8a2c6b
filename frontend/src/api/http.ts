import { language } from "../i18n/language";
import { ApiError } from "./problem";

/** The parts of a request, as the generated `…Data` types describe them. */
interface RequestParts {
  url: string;
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | null | readonly string[]>>;
  body?: unknown;
}

/**
 * One call to the API.
 *
 * @throws ApiError for no answer or an answer that is no success; AbortError when `signal` ended it.
 */
export async function call<Data extends RequestParts, Answer>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  parts: Data,
  signal: AbortSignal | null = null,
): Promise<Answer> {
  const response = await fetchOrThrow(urlOf(parts), {
    method,
    signal,
    cache: "no-cache",
    headers: {
      "Accept-Language": language(),
      ...(parts.body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
  });
  return JSON.parse((await readText(response)) || "null");
}

/** What was said of a thing: kept, to ask for what differs from it. */
export interface CachedResponse {
  body: unknown;
  text: string;
  tag: string | null;
}

/** The answer to a question that was asked before. */
export interface ConditionalResponse extends CachedResponse {
  changed: boolean;
  /** Whether the server heeded the wish to wait. */
  heldByServer: boolean;
}

/**
 * Asks for what differs from what was said `last`; the server may hold its answer for so many seconds.
 *
 * @throws what `call` throws.
 */
export async function callConditional<Data extends RequestParts>(
  parts: Data,
  cached: CachedResponse | null,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<ConditionalResponse> {
  const response = await fetchOrThrow(urlOf(parts), {
    signal,
    // Past the browser's cache, which lets one tab wait for the answer of another. The tag is ours to keep, then.
    cache: "no-store",
    headers: {
      ...(cached?.tag && { "If-None-Match": cached.tag }),
      ...(waitSeconds > 0 && { Prefer: `wait=${waitSeconds}` }),
    },
  });
  const heldByServer = response.headers.has("Preference-Applied");
  if (cached && response.status === 304) {
    return { ...cached, changed: false, heldByServer };
  }
  const text = await readText(response);
  const tag = response.headers.get("ETag");
  return { body: JSON.parse(text), text, tag, changed: text !== cached?.text, heldByServer };
}

async function readText(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) {
    throw await ApiError.fromResponse(response.status, text, (name) => response.headers.get(name));
  }
  return text;
}

async function fetchOrThrow(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (cause instanceof Error && cause.name === "AbortError") {
      throw cause;
    }
    throw ApiError.unreachable();
  }
}

/** Where a call goes; a list in the query is repeated. */
export function urlOf({ url, path = {}, query = {} }: RequestParts): string {
  const filled = url.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of value === null ? [] : [value].flat()) {
      search.append(name, String(item));
    }
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}
