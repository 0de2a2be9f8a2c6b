import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { isForbidden, isSessionMissing } from "../api/problem";
import { meKey } from "../api/query-keys";
import { retry, retryDelay } from "../api/retry";
import { setSessionHint } from "../lib/session-hint";

/** The cache of what the server said. `onSessionEnd` is called when a page finds its session gone. */
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
          // A role was taken while the page was open: what it may show is asked anew.
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

/** The guard's own first question is answered by the guard; all others are asked by a page that is open. */
function belongsToOpenPage(query: Query<unknown, unknown, unknown>): boolean {
  return query.queryKey[0] !== meKey[0] || query.state.data !== undefined;
}
