import type { RawSearch } from "../../search-params";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** Of one task's page: what the list it was opened from shows. */
    list?: RawSearch;
    /** Of a page of the list: how many newer ones lie behind it in the browser's history. */
    newerPages?: number;
  }
}
