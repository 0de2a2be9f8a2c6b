import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { draftKey } from "../../api/query-keys";
import { createIdempotencyKeys, type SignUpContents } from "./sign-up-request";

interface Draft extends SignUpContents {
  idempotencyKeyFor: ReturnType<typeof createIdempotencyKeys>;
}

const emptyDraft = (): Draft => ({
  email: "",
  password: "",
  display_name: "",
  picture: null,
  crop: null,
  idempotencyKeyFor: createIdempotencyKeys(),
});

/**
 * Returns the values of a sign-up form that the user left.
 *
 * The query cache keeps them in memory for some minutes, without the password. The function for the
 * Idempotency-Key is kept too, because the request may have arrived.
 */
export function useDraft(): Draft {
  const queryClient = useQueryClient();
  return useState(() => queryClient.getQueryData<Draft>(draftKey) ?? emptyDraft())[0];
}

/** Saves the values of the form for `useDraft`. */
export function useSaveDraft({
  email,
  display_name,
  picture,
  crop,
  idempotencyKeyFor,
}: Draft): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const draft = { email, password: "", display_name, picture, crop, idempotencyKeyFor };
    queryClient.setQueryData<Draft>(draftKey, draft);
  }, [queryClient, email, display_name, picture, crop, idempotencyKeyFor]);
}
