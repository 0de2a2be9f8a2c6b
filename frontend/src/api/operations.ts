import type { paths } from "./generated";

/** Methods of the API's operations. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Paths that have an operation for this method, as they stand in openapi.json. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<M>, object> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathWith<M>> = paths[P][Lowercase<M> & keyof paths[P]];

/** The path and query parameters of an operation. */
export type Parameters<M extends Method, P extends PathWith<M>> =
  Operation<M, P> extends { parameters: infer Values } ? Omit<Values, "header" | "cookie"> : never;

/** The query parameters of an operation. */
export type Query<M extends Method, P extends PathWith<M>> =
  Parameters<M, P> extends { query?: infer Values } ? NonNullable<Values> : never;

/** The JSON request body of an operation, as an option of a request. */
export type Body<M extends Method, P extends PathWith<M>> =
  Operation<M, P> extends { requestBody?: infer Content }
    ? BodyOption<NonNullable<Content>>
    : never;

type BodyOption<Content> = [Content] extends [never]
  ? { body?: never }
  : Content extends { content: { "application/json": infer Json } }
    ? { body: Json }
    : never;

/** The body of a successful response; null for a response without one. */
export type ResponseBody<M extends Method, P extends PathWith<M>> =
  Operation<M, P> extends { responses: infer Responses }
    ? JsonOf<Responses[keyof Responses & (200 | 201 | 202 | 204)]>
    : never;

type JsonOf<Response> = Response extends { content: { "application/json": infer Json } }
  ? Json
  : null;
