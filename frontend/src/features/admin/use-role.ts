import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { meQuery } from "../../api/queries";

/**
 * The signed-in user, and whether the role allows actions. The server checks it again.
 *
 * It observes the user: otherwise the query cache would remove the user after some minutes, and
 * the requests of the page would no longer name the account that it shows.
 */
export function useRole() {
  const { profile: loaded } = useRouteContext({ from: "/members/admin" });
  // Nothing that these pages show changes while a picture is processed.
  const { data: profile = loaded } = useQuery({ ...meQuery, refetchInterval: false });
  return { profile, mayAct: profile.role === "admin" };
}
