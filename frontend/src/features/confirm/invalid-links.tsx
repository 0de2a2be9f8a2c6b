import { Link, useNavigate } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { resendConfirmation } from "../../api/endpoints-account";
import { ActionButton } from "../../components/action-button";
import { ActionError } from "../../components/action-error";
import { MessagePage } from "../../components/message-page";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { readPendingSignUp } from "../../lib/pending-sign-up";
import { useSessionHint } from "../../lib/session-hint";
import button from "../../styles/button.module.css";

/** The page for each problem code of a link that will never work. */
export const invalidLinkPages: Readonly<Partial<Record<string, ComponentType>>> = {
  confirmation_used: UsedLink,
  confirmation_expired: ExpiredLink,
  confirmation_replaced: ReplacedLink,
  confirmation_unknown: UnknownLink,
  address_taken: TakenAddress,
};

function UsedLink() {
  const { heading, lead, leadSignedIn } = useMessages("entry").confirm.used;
  return (
    <MessagePage heading={heading} lead={useSessionHint() ? leadSignedIn : lead}>
      <LogInLink />
    </MessagePage>
  );
}

function ExpiredLink() {
  const text = useMessages("entry").confirm;
  return (
    <MessagePage {...text.expired}>
      <NextStep />
    </MessagePage>
  );
}

function ReplacedLink() {
  const text = useMessages("entry").confirm;
  return (
    <MessagePage {...text.replaced}>
      <NextStep />
    </MessagePage>
  );
}

/** Also for a link without its token. */
export function UnknownLink() {
  const text = useMessages("entry").confirm;
  return (
    <MessagePage {...text.unknown}>
      <NextStep />
    </MessagePage>
  );
}

function TakenAddress() {
  const text = useMessages("entry").confirm;
  return (
    <MessagePage {...text.taken}>
      <LogInLink />
    </MessagePage>
  );
}

/**
 * The next step: the profile for a signed-in user, a new link for a sign-up from this browser, else
 * a new sign-up.
 */
function NextStep() {
  const signedIn = useSessionHint();
  const signUpId = readPendingSignUp();
  if (signedIn) {
    return <ProfileLink />;
  }
  return signUpId ? <RequestNewLink signUpId={signUpId} /> : <SignUpAgainLink />;
}

function RequestNewLink({ signUpId }: { signUpId: string }) {
  const text = useMessages("entry").confirm;
  const navigate = useNavigate();
  const sending = useSingleMutation({
    mutationFn: () => resendConfirmation(signUpId),
    onSuccess: () => navigate({ to: "/welcome/$signUpId", params: { signUpId } }),
  });
  return sending.error && !sending.error.isTransient ? (
    <>
      <ActionError heading={text.newLinkFailed} action={sending} />
      <SignUpAgainLink />
    </>
  ) : (
    <ActionButton action={sending} errorHeading={text.newLinkFailed} className={button.primary}>
      {text.newLink}
    </ActionButton>
  );
}

function LogInLink() {
  const entry = useMessages("entry");
  return useSessionHint() ? (
    <ProfileLink />
  ) : (
    <Link to="/log-in" className={button.primary}>
      {entry.logIn.submit}
    </Link>
  );
}

function ProfileLink() {
  const text = useMessages("entry").confirm;
  return (
    <Link to="/profile" className={button.primary}>
      {text.toProfile}
    </Link>
  );
}

function SignUpAgainLink() {
  const text = useMessages("entry").confirm;
  return (
    <Link to="/sign-up" className={button.primary}>
      {text.signUpAgain}
    </Link>
  );
}
