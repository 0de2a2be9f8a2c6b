import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { isForbidden, isSessionMissing } from "../api/problem";
import { meKey } from "../api/query-keys";
import { retry, retryDelay } from "../api/retry";
import { setSessionHint } from "../lib/session-hint";

/**
 * Creates the query cache. `onSessionEnd` is called when an open page gets the response that its
 * session is over.
 */
export function createQueryClient(onSessionEnd: () => void): QueryClient {
  const endSession = () => {
    queryClient.removeQueries({ queryKey: meKey });
    onSessionEnd();
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isSessionMissing(error)) {
          setSessionHint(false);
          if (belongsToOpenPage(query)) {
            endSession();
          }
        } else if (isForbidden(error)) {
          // The role changed while the page was open: fetch the profile again to see what is still
          // allowed.
          void queryClient.invalidateQueries({ queryKey: meKey });
        }
      },
    }),
    mutationCache: new MutationCache({
      onError: (error) => {
        if (isSessionMissing(error)) {
          setSessionHint(false);
          endSession();
        }
      },
    }),
    defaultOptions: { queries: { retry, retryDelay } },
  });
  return queryClient;
}

/**
 * The route guard handles the errors of its own first request. All other requests come from an open
 * page.
 */
function belongsToOpenPage(query: Query<unknown, unknown, unknown>): boolean {
  return query.queryKey[0] !== meKey[0] || query.state.data !== undefined;
}
