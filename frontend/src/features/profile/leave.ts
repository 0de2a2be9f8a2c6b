import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { rememberSession } from "../../lib/session";

/** Leads from the profile to the log-in once the session is over, and forgets what was shown. */
export function useLeave(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    rememberSession(false);
    await router.navigate({ to: "/log-in" });
    queryClient.clear();
  };
}
