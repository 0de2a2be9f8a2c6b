import type { BulkRequest } from "../../../api/generated";

export type Action = BulkRequest["action"];

/** The tasks of an action: a list of ids, or all that match a filter. */
export type ActionTarget =
  | { ids: readonly string[] }
  | { filter: NonNullable<BulkRequest["filter"]> };
