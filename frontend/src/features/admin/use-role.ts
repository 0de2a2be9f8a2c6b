import { useRouteContext } from "@tanstack/react-router";

/** The signed-in user, and whether the role allows actions. The server checks it again. */
export function useRole() {
  const { profile } = useRouteContext({ from: "/members/admin" });
  return { profile, mayAct: profile.role === "admin" };
}
