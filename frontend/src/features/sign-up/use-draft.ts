import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { draftKey } from "../../api/query-keys";
import { createIdempotencyKeys, type SignUpContents } from "./sign-up-request";

interface Draft extends Pick<SignUpContents, "picture" | "crop"> {
  idempotencyKeyFor: ReturnType<typeof createIdempotencyKeys>;
}

/**
 * Returns the picture of a sign-up form that the user left for another page.
 *
 * The query cache keeps it in memory for some minutes; `useForm` stores the typed values. The
 * function for the Idempotency-Key is kept too, because the request may have arrived.
 */
export function useDraft(): Draft {
  const queryClient = useQueryClient();
  return useState(
    () =>
      queryClient.getQueryData<Draft>(draftKey) ?? {
        picture: null,
        crop: null,
        idempotencyKeyFor: createIdempotencyKeys(),
      },
  )[0];
}

/** Saves the picture of the form for `useDraft`. */
export function useSaveDraft({ picture, crop, idempotencyKeyFor }: Draft): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    queryClient.setQueryData<Draft>(draftKey, { picture, crop, idempotencyKeyFor });
  }, [queryClient, picture, crop, idempotencyKeyFor]);
}
