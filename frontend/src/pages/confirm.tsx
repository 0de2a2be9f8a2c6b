import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { ActionError } from "../components/action-error";
import { MessagePage } from "../components/message-page";
import { PageHeading } from "../components/page-heading";
import { confirm } from "../endpoints-account";
import { entryMessages } from "../messages-entry";
import { meQuery } from "../queries";
import { rememberSignUp } from "../remembered-sign-up";
import { useSeemsSignedIn } from "../session";
import button from "../styles/button.module.css";
import panel from "../styles/panel.module.css";
import { useLinkToken } from "../use-link-token";
import { useSingleMutation } from "../use-single-mutation";
import { deadLinks, UnknownLink } from "./confirm-dead-links";

const text = entryMessages.confirm;

/**
 * Where the links for confirming an address lead. Opening one changes nothing, because mail scanners open
 * links too; the button does.
 */
export function ConfirmPage() {
  const token = useLinkToken();
  return token ? <Confirmation key={token} token={token} /> : <UnknownLink />;
}

function Confirmation({ token }: { token: string }) {
  const queryClient = useQueryClient();
  const confirmation = useSingleMutation({
    mutationFn: () => confirm(token),
    onSuccess: () => {
      rememberSignUp(null);
      queryClient.removeQueries(meQuery);
    },
  });
  const { data, error } = confirmation;
  if (data) {
    return <Done name={data.display_name} email={data.email} />;
  }
  const DeadLink = error ? deadLinks[error.code] : null;
  return DeadLink ? (
    <DeadLink />
  ) : (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={text.title}>{text.heading}</PageHeading>
        <p className={panel.lead}>{text.lead}</p>
      </div>
      <ActionError action={confirmation} />
      <div className={panel.actions}>
        <button
          type="button"
          className={button.primary}
          aria-disabled={confirmation.busy}
          onClick={() => confirmation.mutate()}
        >
          {text.submit}
        </button>
      </div>
    </div>
  );
}

/** Who is logged in has changed the address; anybody else has just signed up, or goes on elsewhere. */
function Done({ name, email }: { name: string; email: string }) {
  const signedIn = useSeemsSignedIn();
  const { title, heading, lead } = signedIn ? text.changed : text.done;
  return (
    <MessagePage title={title} heading={heading(name)} lead={lead(email)}>
      {signedIn ? (
        <Link to="/profile" className={button.primary}>
          {text.toProfile}
        </Link>
      ) : (
        <Link to="/log-in" className={button.primary}>
          {entryMessages.logIn.submit}
        </Link>
      )}
    </MessagePage>
  );
}
