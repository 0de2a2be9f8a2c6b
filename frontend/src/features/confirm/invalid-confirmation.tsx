import { Link, useNavigate } from "@tanstack/react-router";
import { resendConfirmation } from "../../api/endpoints-account";
import type { Problem } from "../../api/generated";
import { ActionButton } from "../../components/action-button";
import { ActionError } from "../../components/action-error";
import { InvalidLink, type InvalidLinkReason } from "../../components/invalid-link";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { readPendingSignUp } from "../../lib/pending-sign-up";
import { sessionHint, useSessionHint } from "../../lib/session-hint";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

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

function NextStep({ reason, problem: { link, resend, user_id } }: InvalidConfirmationProps) {
  const signUpId = readPendingSignUp();
  if (reason === "used") {
    return <LogInLink userId={user_id} />;
  }
  if (link === "email-change") {
    return <ProfileLink userId={user_id} />;
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

interface AccountLinkProps {
  /** The account that the link is about, if it is known. */
  userId?: string | null | undefined;
}

function LogInLink({ userId }: AccountLinkProps) {
  const { logIn } = useMessages("entry");
  return useSessionHint() ? (
    <ProfileLink userId={userId} />
  ) : (
    <Link to="/log-in" className={button.primary}>
      {logIn.submit}
    </Link>
  );
}

/** Leads to the profile that is logged in, which may not be that of the link's account. */
function ProfileLink({ userId }: AccountLinkProps) {
  const { confirm, links } = useMessages("entry");
  const isSignedIn = useSessionHint();
  const isOther = isSignedIn && sessionHint() !== userId;
  return (
    <>
      {isOther && userId ? <p className={panel.aside}>{links.elsewhere}</p> : null}
      <Link to="/profile" className={button.primary}>
        {isOther ? confirm.toOpenProfile : confirm.toProfile}
      </Link>
    </>
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
