import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { ErrorSummary } from "../components/error-summary";
import { MessagePage } from "../components/message-page";
import { PageHeading } from "../components/page-heading";
import { confirm } from "../endpoints";
import { messages } from "../messages";
import { ApiError } from "../problem";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import { useSingleMutation } from "../use-single-mutation";

const text = messages.confirm;

/**
 * Where the link in the mail leads. Opening it changes nothing, because mail scanners open links too; the
 * button does. The token is in the fragment, which browsers never send.
 */
export function ConfirmPage() {
  const token = useLocation({ select: ({ hash }) => hash });
  const confirmation = useSingleMutation({ mutationFn: () => confirm(token) });

  if (confirmation.isSuccess) {
    const { display_name, email } = confirmation.data;
    return (
      <MessagePage
        title={text.done.title}
        heading={text.done.heading(display_name)}
        lead={text.done.lead(email)}
      >
        <LogIn />
      </MessagePage>
    );
  }
  const dead = token ? deadLink(confirmation.error) : <UnknownLink />;
  return (
    dead ?? (
      <div className={panel.page}>
        <div className={panel.intro}>
          <PageHeading title={text.title}>{text.heading}</PageHeading>
          <p className={panel.lead}>{text.lead}</p>
        </div>
        {confirmation.error instanceof ApiError ? (
          <ErrorSummary
            heading={messages.errors.heading}
            errors={{}}
            cause={confirmation.error}
            attempt={confirmation.submittedAt}
          />
        ) : null}
        <div className={panel.actions}>
          <button
            type="button"
            className={button.primary}
            aria-disabled={confirmation.isPending}
            onClick={() => confirmation.mutate()}
          >
            {text.submit}
          </button>
        </div>
      </div>
    )
  );
}

/** The page for a link that will never work, or null when another try may help. */
function deadLink(error: Error | null): ReactNode {
  const code = error instanceof ApiError ? error.code : null;
  switch (code) {
    case "confirmation_used":
      return (
        <MessagePage {...text.used}>
          <LogIn />
        </MessagePage>
      );
    case "confirmation_expired":
      return (
        <MessagePage {...text.expired}>
          <SignUpAgain />
        </MessagePage>
      );
    case "confirmation_unknown":
      return <UnknownLink />;
    default:
      return null;
  }
}

function UnknownLink() {
  return (
    <MessagePage {...text.unknown}>
      <SignUpAgain />
    </MessagePage>
  );
}

function LogIn() {
  return (
    <Link to="/log-in" className={button.primary}>
      {messages.logIn.submit}
    </Link>
  );
}

function SignUpAgain() {
  return (
    <Link to="/sign-up" className={button.primary}>
      {messages.welcome.again}
    </Link>
  );
}
