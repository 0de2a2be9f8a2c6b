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
 * What was in the sign-up when it was left by mistake: in memory, for the minutes that TanStack Query keeps what nobody
 * uses, without the password. Its key is kept as well, for what was being sent may have arrived.
 */
export function useDraft(): Draft {
  const queryClient = useQueryClient();
  return useState(() => queryClient.getQueryData<Draft>(draftKey) ?? emptyDraft())[0];
}

/** From now on this is what comes back. */
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
