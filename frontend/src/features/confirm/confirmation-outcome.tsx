import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { confirm } from "../../api/endpoints-account";
import type { Confirmed as ConfirmedBody } from "../../api/generated";
import { meQuery } from "../../api/queries";
import { invalidLinkReason } from "../../components/invalid-link";
import { MessagePage } from "../../components/message-page";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { readPendingSignUp, storePendingSignUp } from "../../lib/pending-sign-up";
import { sessionHint, useSessionHint } from "../../lib/session-hint";
import button from "../../styles/button.module.css";
import { InvalidConfirmation } from "./invalid-confirmation";

/** Confirms the link. The password is null if the link needs none. */
export function useConfirmation(token: string) {
  const queryClient = useQueryClient();
  return useSingleMutation({
    mutationFn: (password: string | null) =>
      confirm({ token, sign_up_id: readPendingSignUp(), password }),
    onSuccess: ({ own_sign_up }) => {
      // Another sign-up of this browser can still need a new link.
      if (own_sign_up) {
        storePendingSignUp(null);
      }
      queryClient.removeQueries(meQuery);
    },
  });
}

interface ConfirmationOutcomeProps {
  confirmation: Pick<ReturnType<typeof useConfirmation>, "data" | "error">;
  /** Shown until there is a final result. */
  children: ReactNode;
}

/** Shows the result of a confirmation. */
export function ConfirmationOutcome({
  confirmation: { data, error },
  children,
}: ConfirmationOutcomeProps) {
  if (data) {
    return <Confirmed {...data} />;
  }
  const reason = invalidLinkReason(error);
  return reason ? <InvalidConfirmation reason={reason} problem={error?.problem ?? {}} /> : children;
}

/**
 * Says what the link did to the account that it belongs to. This browser may be logged in to
 * another one.
 */
function Confirmed({ link, user_id, display_name, email }: ConfirmedBody) {
  const text = useMessages("entry").confirm;
  const entry = useMessages("entry");
  const isSignedIn = useSessionHint();
  const { title, heading, lead, leadElsewhere } =
    link === "confirmation" ? text.done : text.changed;
  const isElsewhere = isSignedIn && sessionHint() !== user_id;
  return (
    <MessagePage
      title={title}
      heading={heading(display_name)}
      lead={isElsewhere ? leadElsewhere(email) : lead(email)}
    >
      {isSignedIn ? (
        <Link to="/profile" className={button.primary}>
          {isElsewhere ? text.toOpenProfile : text.toProfile}
        </Link>
      ) : (
        <Link to="/log-in" className={button.primary}>
          {entry.logIn.submit}
        </Link>
      )}
    </MessagePage>
  );
}
