import { language } from "../i18n/language";
import { readServerClock } from "../lib/server-clock";
import type { Body, Method, Parameters, PathWith, ResponseBody } from "./operations";
import { ApiError } from "./problem";
import { shownAccountHeaders } from "./shown-account";
import { buildUrl, type UrlParameters } from "./url";

type Options<M extends Method, P extends PathWith<M>> = Parameters<M, P> &
  Body<M, P> & { signal?: AbortSignal };

/** An argument that can be left out when it has no required member. */
type Optional<T> = Record<string, never> extends T ? [options?: T] : [options: T];

/**
 * Sends one request to the API. The types of its parameters and of its response come from openapi.json.
 *
 * @throws ApiError for no response or an unsuccessful one; AbortError when `signal` is aborted.
 */
export async function request<M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  ...[options]: Optional<Options<M, P>>
): Promise<ResponseBody<M, P>> {
  const { body, signal, ...parameters }: { body?: unknown; signal?: AbortSignal } & UrlParameters =
    options ?? {};
  const response = await fetchOrThrow(buildUrl(path, parameters), {
    method,
    signal: signal ?? null,
    cache: "no-cache",
    headers: {
      "Accept-Language": language(),
      ...shownAccountHeaders(),
      ...(body !== undefined && { "Content-Type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return JSON.parse((await readText(response)) || "null");
}

/** A response that is kept to ask later whether it changed. */
export interface CachedResponse<T> {
  body: T;
  text: string;
  etag: string | null;
}

/** The response to a conditional request. */
export interface ConditionalResponse<T> extends CachedResponse<T> {
  changed: boolean;
  /** Whether the server supports `Prefer: wait` for this request. */
  waitApplied: boolean;
}

/** What a conditional request needs besides its address. */
export interface Condition<T> {
  cached: CachedResponse<T> | null;
  /** For how many seconds the server may hold the response until something changes. */
  waitSeconds: number;
  signal: AbortSignal;
}

/**
 * Sends a conditional GET: the server answers 304 when the cached response is still current.
 *
 * @throws ApiError and AbortError, as `request` does.
 */
export async function requestConditional<P extends PathWith<"GET">>(
  path: P,
  parameters: Parameters<"GET", P>,
  { cached, waitSeconds, signal }: Condition<ResponseBody<"GET", P>>,
): Promise<ConditionalResponse<ResponseBody<"GET", P>>> {
  const response = await fetchOrThrow(buildUrl(path, parameters), {
    signal,
    // The browser's HTTP cache would let one tab wait for the response of another. So the ETag is sent by hand.
    cache: "no-store",
    headers: {
      ...shownAccountHeaders(),
      ...(cached?.etag && { "If-None-Match": cached.etag }),
      ...(waitSeconds > 0 && { Prefer: `wait=${waitSeconds}` }),
    },
  });
  const waitApplied = response.headers.has("Preference-Applied");
  if (cached && response.status === 304) {
    return { ...cached, changed: false, waitApplied };
  }
  const text = await readText(response);
  const etag = response.headers.get("ETag");
  return { body: JSON.parse(text), text, etag, changed: text !== cached?.text, waitApplied };
}

async function readText(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) {
    throw await ApiError.fromResponse(response.status, text, (name) => response.headers.get(name));
  }
  return text;
}

async function fetchOrThrow(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    readServerClock(response);
    return response;
  } catch (cause) {
    if (cause instanceof Error && cause.name === "AbortError") {
      throw cause;
    }
    throw ApiError.unreachable();
  }
}
