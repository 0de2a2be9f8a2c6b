import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { draftKey } from "../../api/query-keys";
import { createKeyring, type SignUpContents } from "./sign-up-request";

interface Draft extends SignUpContents {
  keyFor: ReturnType<typeof createKeyring>;
}

const fresh = (): Draft => ({
  email: "",
  password: "",
  display_name: "",
  picture: null,
  crop: null,
  keyFor: createKeyring(),
});

/**
 * What was in the sign-up when it was left by mistake: in memory, for the minutes that TanStack Query keeps what nobody
 * uses, without the password. Its key is kept as well, for what was being sent may have arrived.
 */
export function useDraft(): Draft {
  const queryClient = useQueryClient();
  return useState(() => queryClient.getQueryData<Draft>(draftKey) ?? fresh())[0];
}

/** From now on this is what comes back. */
export function useKeptDraft({ email, display_name, picture, crop, keyFor }: Draft): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    const draft = { email, password: "", display_name, picture, crop, keyFor };
    queryClient.setQueryData<Draft>(draftKey, draft);
  }, [queryClient, email, display_name, picture, crop, keyFor]);
}
