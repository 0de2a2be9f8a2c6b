import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { draftKey, signUpKey } from "../../api/query-keys";
import { useUpload } from "../../hooks/use-upload";
import { storeFormValues } from "../../lib/form-values";
import { storePendingSignUp } from "../../lib/pending-sign-up";
import { type createIdempotencyKeys, type SignUpContents, sendSignUp } from "./sign-up-request";

/** The name of the form in the session storage. */
export const signUpForm = "sign-up";

/** Sends the sign-up and opens the welcome page. */
export function useSignUp(idempotencyKeyFor: ReturnType<typeof createIdempotencyKeys>) {
  const queryClient = useQueryClient();
  const router = useRouter();

  return useUpload({
    upload: (contents: SignUpContents, options) => {
      // Preload the welcome page: the network may be gone when the response arrives.
      void router.loadRouteChunk(router.routesByPath["/welcome/$signUpId"]);
      return sendSignUp(contents, idempotencyKeyFor(contents), options);
    },
    onSuccess: (signUp) => {
      storePendingSignUp(signUp.id);
      storeFormValues(signUpForm, null);
      queryClient.removeQueries({ queryKey: draftKey });
      queryClient.setQueryData(signUpKey(signUp.id), signUp);
      return router.navigate({ to: "/welcome/$signUpId", params: { signUpId: signUp.id } });
    },
  });
}
