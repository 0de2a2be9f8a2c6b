import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { setSessionHint } from "../../lib/session-hint";

/** Leads from the profile to the log-in once the session is over, and forgets what was shown. */
export function useGoToLogIn(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    setSessionHint(false);
    await router.navigate({ to: "/log-in" });
    queryClient.clear();
  };
}
