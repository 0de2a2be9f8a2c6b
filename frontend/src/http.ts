import { language } from "./language";
import { ApiError } from "./problem";

/** The parts of a request, as the generated `…Data` types describe them. */
interface Parts {
  url: string;
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | null>>;
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
    // The browser keeps the ETag: it asks with If-None-Match and fills in the body of a 304 by itself.
    cache: "no-cache",
    headers: {
      "Accept-Language": language(),
      ...(parts.body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw await ApiError.fromAnswer(response.status, text, (name) => response.headers.get(name));
  }
  return JSON.parse(text || "null");
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

function addressOf({ url, path = {}, query = {} }: Parts): string {
  const filled = url.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? ""),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) {
      search.set(name, String(value));
    }
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}
