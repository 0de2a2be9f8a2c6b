import { onlineManager } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../api/problem";
import type { UploadOptions } from "../api/upload";
import { useSingleMutation } from "./use-single-mutation";

/**
 * The state of an upload: being sent, with the share that was sent, or paused until the network is
 * back.
 */
export type UploadState =
  | { status: "idle" }
  | { status: "sending"; share: number }
  | { status: "paused" };

/**
 * One submit. It has its own controller, because it may still be paused when the next one starts.
 */
interface Attempt<Contents> {
  contents: Contents;
  controller: AbortController;
}

interface Options<Contents, Answer> {
  upload: (contents: Contents, options: UploadOptions) => Promise<Answer>;
  onSuccess: (answer: Answer) => unknown;
}

/**
 * Uploads a file. An upload that starts offline or is cut off by going offline continues by itself
 * when the network is back. Any other failure is returned as an error.
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
  // A user who leaves the page must not be navigated away when the upload ends.
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
  return error instanceof ApiError && error.code === "unreachable";
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
