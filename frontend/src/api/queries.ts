import { queryOptions } from "@tanstack/react-query";
import { setSessionHint } from "../lib/session-hint";
import { getMe, getSignUp } from "./endpoints-polled";
import { earlyResponses, longPollFetch } from "./long-poll";
import { nextPoll, profilePace, signUpPace } from "./polling";
import { meKey, signUpKey } from "./query-keys";

/** A sign-up with its tasks, polled until it is final. */
export const signUpQuery = (id: string) =>
  queryOptions({
    queryKey: signUpKey(id),
    queryFn: (context) =>
      longPollFetch(context, signUpPace, (condition) => getSignUp(id, condition)),
    refetchInterval: (query) => nextPoll(query.state, signUpPace, earlyResponses(query)),
    refetchOnWindowFocus: ({ state }) => !state.data || signUpPace(state.data) !== null,
  });

/** The signed-in user, polled while the picture is processed or a new address is not confirmed. */
export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: async (context) => {
    const profile = await longPollFetch(context, profilePace, getMe);
    setSessionHint(profile.id);
    return profile;
  },
  staleTime: 60_000,
  refetchInterval: (query) => nextPoll(query.state, profilePace, earlyResponses(query)),
  refetchOnWindowFocus: ({ state }) =>
    state.data && profilePace(state.data) !== null ? "always" : true,
});
