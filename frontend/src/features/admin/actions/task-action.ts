import type { BulkRequest } from "../../../api/generated";

export type Action = BulkRequest["action"];

/** Which tasks: these, or all that a filter matches. */
export type ActionTarget =
  | { ids: readonly string[] }
  | { filter: NonNullable<BulkRequest["filter"]> };
