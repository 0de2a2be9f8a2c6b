import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { confirm } from "../../api/endpoints-account";
import { meQuery } from "../../api/queries";
import { MessagePage } from "../../components/message-page";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { readPendingSignUp, storePendingSignUp } from "../../lib/pending-sign-up";
import { useSessionHint } from "../../lib/session-hint";
import button from "../../styles/button.module.css";
import { invalidLinkPages } from "./invalid-links";

/** Confirms the link. The password is null if the link needs none. */
export function useConfirmation(token: string) {
  const queryClient = useQueryClient();
  return useSingleMutation({
    mutationFn: (password: string | null) =>
      confirm({ token, sign_up_id: readPendingSignUp(), password }),
    onSuccess: () => {
      storePendingSignUp(null);
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
    return <Confirmed name={data.display_name} email={data.email} />;
  }
  const InvalidLinkPage = error ? invalidLinkPages[error.code] : null;
  return InvalidLinkPage ? <InvalidLinkPage /> : children;
}

/**
 * A signed-in user has changed the address. Any other user has just signed up, or continues in
 * another browser.
 */
function Confirmed({ name, email }: { name: string; email: string }) {
  const text = useMessages("entry").confirm;
  const entry = useMessages("entry");
  const signedIn = useSessionHint();
  const { title, heading, lead } = signedIn ? text.changed : text.done;
  return (
    <MessagePage title={title} heading={heading(name)} lead={lead(email)}>
      {signedIn ? (
        <Link to="/profile" className={button.primary}>
          {text.toProfile}
        </Link>
      ) : (
        <Link to="/log-in" className={button.primary}>
          {entry.logIn.submit}
        </Link>
      )}
    </MessagePage>
  );
}
