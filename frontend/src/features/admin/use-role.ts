import { useRouteContext } from "@tanstack/react-router";

/** Who looks at the administrators' pages, and whether they may act there. The server decides for itself again. */
export function useRole() {
  const { profile } = useRouteContext({ from: "/members/admin" });
  return { profile, mayAct: profile.role === "admin" };
}
