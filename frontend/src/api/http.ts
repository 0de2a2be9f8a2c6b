import { language } from "../i18n/language";
import { ApiError } from "./problem";

/** The parts of a request, as the generated `…Data` types describe them. */
interface Parts {
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
export async function call<Data extends Parts, Answer>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  parts: Data,
  signal: AbortSignal | null = null,
): Promise<Answer> {
  const response = await reach(addressOf(parts), {
    method,
    signal,
    cache: "no-cache",
    headers: {
      "Accept-Language": language(),
      ...(parts.body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
  });
  return JSON.parse((await textOf(response)) || "null");
}

/** What was said of a thing: kept, to ask for what differs from it. */
export interface Said {
  body: unknown;
  text: string;
  tag: string | null;
}

/** The answer to a question that was asked before. */
export interface News extends Said {
  changed: boolean;
  /** Whether the server heeded the wish to wait. */
  applied: boolean;
}

/**
 * Asks for what differs from what was said `last`; the server may hold its answer for so many seconds.
 *
 * @throws what `call` throws.
 */
export async function callAgain<Data extends Parts>(
  parts: Data,
  last: Said | null,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<News> {
  const response = await reach(addressOf(parts), {
    signal,
    // Past the browser's cache, which lets one tab wait for the answer of another. The tag is ours to keep, then.
    cache: "no-store",
    headers: {
      ...(last?.tag && { "If-None-Match": last.tag }),
      ...(waitSeconds > 0 && { Prefer: `wait=${waitSeconds}` }),
    },
  });
  const applied = response.headers.has("Preference-Applied");
  if (last && response.status === 304) {
    return { ...last, changed: false, applied };
  }
  const text = await textOf(response);
  const tag = response.headers.get("ETag");
  return { body: JSON.parse(text), text, tag, changed: text !== last?.text, applied };
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) {
    throw await ApiError.fromAnswer(response.status, text, (name) => response.headers.get(name));
  }
  return text;
}

async function reach(address: string, init: RequestInit): Promise<Response> {
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
export function addressOf({ url, path = {}, query = {} }: Parts): string {
  const filled = url.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of value === null ? [] : [value].flat()) {
      search.append(name, String(each));
    }
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}
