import { onlineManager } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../api/problem";
import type { UploadOptions } from "../api/upload";
import { useSingleMutation } from "./use-single-mutation";

/** Where a sending stands: on its way (with the share that has left), or held until the network is back. */
export type UploadState =
  | { status: "idle" }
  | { status: "sending"; share: number }
  | { status: "paused" };

/** One press of the button; it keeps its own way out, for it may be held while the next one is made. */
interface Attempt<Contents> {
  contents: Contents;
  controller: AbortController;
}

interface Options<Contents, Answer> {
  upload: (contents: Contents, options: UploadOptions) => Promise<Answer>;
  onSuccess: (answer: Answer) => unknown;
}

/**
 * Sends what takes a while. A try made offline, or cut off by going offline, waits for the network by itself;
 * any other failure is handed back and can be tried again.
 */
export function useUpload<Contents, Answer>({ upload, onSuccess }: Options<Contents, Answer>) {
  const [share, setShare] = useState(0);
  const mutation = useSingleMutation({
    mutationFn: ({ contents, controller: { signal } }: Attempt<Contents>) =>
      upload(contents, { signal, onProgress: setShare }),
    onMutate: () => setShare(0),
    retry: (_failures, error) => isUnreachable(error) && !onlineManager.isOnline(),
    onSuccess: (answer) => onSuccess(answer),
  });
  const controller = mutation.variables?.controller;
  // Whoever goes to another page is not fetched back from there.
  useEffect(() => () => controller?.abort(), [controller]);
  return {
    uploadState: uploadStateOf(mutation, share),
    error: mutation.error,
    busy: mutation.busy,
    send(contents: Contents) {
      mutation.mutate({ contents, controller: new AbortController() });
    },
    cancel() {
      controller?.abort();
      mutation.reset();
    },
  };
}

function isUnreachable(error: Error): boolean {
  return error instanceof ApiError && error.status === 0;
}

function uploadStateOf(
  mutation: { isPending: boolean; isPaused: boolean },
  share: number,
): UploadState {
  if (!mutation.isPending) {
    return { status: "idle" };
  }
  return mutation.isPaused ? { status: "paused" } : { status: "sending", share };
}
