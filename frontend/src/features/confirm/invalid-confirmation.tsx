import { Link, useNavigate } from "@tanstack/react-router";
import { resendConfirmation } from "../../api/endpoints-account";
import type { Problem } from "../../api/generated";
import { ActionButton } from "../../components/action-button";
import { ActionError } from "../../components/action-error";
import { InvalidLink, type InvalidLinkReason } from "../../components/invalid-link";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { readPendingSignUp } from "../../lib/pending-sign-up";
import { useSessionHint } from "../../lib/session-hint";
import button from "../../styles/button.module.css";

interface InvalidConfirmationProps {
  reason: InvalidLinkReason;
  problem: Partial<Problem>;
}

/** The page for a confirmation link that will never work. The kind of the link decides what is next. */
export function InvalidConfirmation({ reason, problem }: InvalidConfirmationProps) {
  return (
    <InvalidLink reason={reason} link={problem.link} email={problem.email}>
      <NextStep reason={reason} problem={problem} />
    </InvalidLink>
  );
}

function NextStep({ reason, problem: { link, resend } }: InvalidConfirmationProps) {
  const signUpId = readPendingSignUp();
  if (reason === "used") {
    return <LogInLink />;
  }
  if (link === "email-change") {
    return <ProfileLink />;
  }
  if (link === "confirmation") {
    return resend && signUpId ? <RequestNewLink signUpId={signUpId} /> : <SignUpAgainLink />;
  }
  return (
    <>
      <LogInLink />
      <SignUpAgainLink />
    </>
  );
}

function RequestNewLink({ signUpId }: { signUpId: string }) {
  const text = useMessages("entry").links;
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
  const { logIn } = useMessages("entry");
  return useSessionHint() ? (
    <ProfileLink />
  ) : (
    <Link to="/log-in" className={button.primary}>
      {logIn.submit}
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
  const text = useMessages("entry").links;
  return (
    <Link to="/sign-up" className={button.primary}>
      {text.signUpAgain}
    </Link>
  );
}
