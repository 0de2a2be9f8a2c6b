import { queryOptions } from "@tanstack/react-query";
import { getMe, getSignUp } from "./endpoints";
import { nextPoll, profilePace, signUpPace } from "./polling";
import { meKey, signUpKey } from "./query-keys";
import { rememberSession } from "./session";

/** A sign-up with its tasks, followed until nothing about it can change. */
export const signUpQuery = (id: string) =>
  queryOptions({
    queryKey: signUpKey(id),
    queryFn: ({ signal }) => getSignUp(id, signal),
    refetchInterval: ({ state }) => nextPoll(state, signUpPace),
    refetchOnWindowFocus: ({ state }) => !state.data || signUpPace(state.data) !== null,
  });

/** Who is logged in; follows the picture while it is made, and a new address until it is confirmed. */
export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: async ({ signal }) => {
    const profile = await getMe(signal);
    rememberSession(true);
    return profile;
  },
  staleTime: 60_000,
  refetchInterval: ({ state }) => nextPoll(state, profilePace),
});
