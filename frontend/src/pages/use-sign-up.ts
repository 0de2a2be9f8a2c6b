import { onlineManager, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { ApiError } from "../problem";
import { signUpQuery } from "../queries";
import { createKeyring, type SignUpContents, sendSignUp } from "../sign-up-request";

/** Where a sending stands: on its way (with the share that has left), or held until the network is back. */
export type Sending = { state: "idle" } | { state: "sending"; share: number } | { state: "held" };

/**
 * Sends sign-ups. A try made offline, or cut off by going offline, waits for the network by itself; any other
 * failure is handed back and can be tried again. Success moves on to the welcome page.
 */
export function useSignUp() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [keyFor] = useState(createKeyring);
  const [share, setShare] = useState(0);
  const controller = useRef(new AbortController());

  const mutation = useMutation({
    mutationFn: (contents: SignUpContents) =>
      sendSignUp(contents, {
        idempotencyKey: keyFor(contents),
        signal: controller.current.signal,
        onProgress: setShare,
      }),
    retry: (_failures, error) => isUnreachable(error) && !onlineManager.isOnline(),
    onSuccess: (signUp) => {
      queryClient.setQueryData(signUpQuery(signUp.id).queryKey, signUp);
      return navigate({ to: "/welcome/$signUpId", params: { signUpId: signUp.id } });
    },
  });

  return {
    sending: sendingOf(mutation, share),
    error: mutation.error instanceof ApiError ? mutation.error : null,
    send(contents: SignUpContents) {
      controller.current = new AbortController();
      setShare(0);
      mutation.mutate(contents);
    },
    cancel() {
      controller.current.abort();
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
