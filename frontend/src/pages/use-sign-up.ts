import { onlineManager, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../problem";
import { signUpQuery } from "../queries";
import { createKeyring, type SignUpContents, sendSignUp } from "../sign-up-request";
import { useSingleMutation } from "../use-single-mutation";

/** Where a sending stands: on its way (with the share that has left), or held until the network is back. */
export type Sending = { state: "idle" } | { state: "sending"; share: number } | { state: "held" };

/** One press of the button; it keeps its own way out, for it may be held while the next one is made. */
interface Try {
  contents: SignUpContents;
  controller: AbortController;
}

/**
 * Sends sign-ups. A try made offline, or cut off by going offline, waits for the network by itself; any other
 * failure is handed back and can be tried again. Success moves on to the welcome page.
 */
export function useSignUp() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [keyFor] = useState(createKeyring);
  const [share, setShare] = useState(0);

  const mutation = useSingleMutation({
    mutationFn: ({ contents, controller: { signal } }: Try) => {
      // By the time the answer is here the network may be gone, and the next page with it.
      void router.loadRouteChunk(router.routesByPath["/welcome/$signUpId"]);
      return sendSignUp(contents, {
        idempotencyKey: keyFor(contents),
        signal,
        onProgress: setShare,
      });
    },
    onMutate: () => setShare(0),
    retry: (_failures, error) => isUnreachable(error) && !onlineManager.isOnline(),
    onSuccess: (signUp) => {
      queryClient.setQueryData(signUpQuery(signUp.id).queryKey, signUp);
      return router.navigate({ to: "/welcome/$signUpId", params: { signUpId: signUp.id } });
    },
  });

  return {
    sending: sendingOf(mutation, share),
    error: mutation.error instanceof ApiError ? mutation.error : null,
    send(contents: SignUpContents) {
      mutation.mutate({ contents, controller: new AbortController() });
    },
    cancel() {
      mutation.variables?.controller.abort();
      mutation.reset();
    },
  };
}

function isUnreachable(error: Error): boolean {
  return error instanceof ApiError && error.status === 0;
}

function sendingOf(mutation: { isPending: boolean; isPaused: boolean }, share: number): Sending {
  if (!mutation.isPending) {
    return { state: "idle" };
  }
  return mutation.isPaused ? { state: "held" } : { state: "sending", share };
}
