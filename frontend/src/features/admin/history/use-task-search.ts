import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { changeSearch, parseSearch, serialiseSearch, type TaskSearch } from "./task-search";

const route = getRouteApi("/members/admin/tasks");

/** Returns the search parameters of the address, and a function that changes them. */
export function useTaskSearch() {
  const raw = route.useSearch();
  const search = useMemo(() => parseSearch(raw), [raw]);
  const navigate = useNavigate({ from: "/admin/tasks" });
  return {
    search,
    /**
     * Whether the address is written as this page writes it, without invalid or reordered
     * parameters.
     */
    isCanonical: useMemo(() => haveSameEntries(raw, serialiseSearch(search)), [raw, search]),
    setSearch: (change: TaskSearch) =>
      void navigate({ search: serialiseSearch(changeSearch(search, change)), resetScroll: false }),
  };
}

function haveSameEntries(first: object, second: object): boolean {
  const text = (parts: object) => JSON.stringify(Object.entries(parts).sort());
  return text(first) === text(second);
}
