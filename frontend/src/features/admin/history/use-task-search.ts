import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { changed, readSearch, type TaskSearch, writeSearch } from "./task-search";

const route = getRouteApi("/members/admin/tasks");

/** What the address asks for, and how to ask for something else. */
export function useTaskSearch() {
  const raw = route.useSearch();
  const search = useMemo(() => readSearch(raw), [raw]);
  const navigate = useNavigate({ from: "/admin/tasks" });
  return {
    search,
    /** Whether the address says it as we would: others may say the same, or what is no good. */
    isTidy: useMemo(() => sameParts(raw, writeSearch(search)), [raw, search]),
    show: (change: TaskSearch) =>
      void navigate({ search: writeSearch(changed(search, change)), resetScroll: false }),
  };
}

function sameParts(one: object, other: object): boolean {
  const text = (parts: object) => JSON.stringify(Object.entries(parts).sort());
  return text(one) === text(other);
}
