import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { isForbidden, isOtherAccount, isSessionMissing } from "../api/problem";
import { meKey } from "../api/query-keys";
import { retry, retryDelay } from "../api/retry";
import { setShownAccount } from "../api/shown-account";
import { reloadForOtherAccount } from "../lib/account-change";
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
        if (isOtherAccount(error)) {
          reloadForOtherAccount();
        } else if (isSessionMissing(error)) {
          setSessionHint(null);
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
        if (isOtherAccount(error)) {
          reloadForOtherAccount();
        } else if (isSessionMissing(error)) {
          setSessionHint(null);
          endSession();
        }
      },
    }),
    defaultOptions: { queries: { retry, retryDelay } },
  });
  queryClient.getQueryCache().subscribe(({ query, type }) => {
    if (query.queryKey[0] === meKey[0]) {
      setShownAccount(type === "removed" ? null : idOf(query.state.data));
    }
  });
  return queryClient;
}

function idOf(profile: unknown): string | null {
  return (profile as { id: string } | undefined)?.id ?? null;
}

/**
 * The route guard handles the errors of its own first request. All other requests come from an open
 * page.
 */
function belongsToOpenPage(query: Query<unknown, unknown, unknown>): boolean {
  return query.queryKey[0] !== meKey[0] || query.state.data !== undefined;
}
