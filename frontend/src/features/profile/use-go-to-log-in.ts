import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { setSessionHint } from "../../lib/session-hint";

/** Opens the log-in page after the session ended, and clears the query cache. */
export function useGoToLogIn(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    setSessionHint(null);
    await router.navigate({ to: "/log-in" });
    queryClient.clear();
  };
}
