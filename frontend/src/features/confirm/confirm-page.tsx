import { ActionError } from "../../components/action-error";
import { PageHeading } from "../../components/page-heading";
import { useLinkToken } from "../../hooks/use-link-token";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { ConfirmWithPassword } from "./confirm-with-password";
import { ConfirmationOutcome, useConfirmation } from "./confirmation-outcome";
import { InvalidConfirmation } from "./invalid-confirmation";

/**
 * The page that confirmation links lead to. Opening a link changes nothing, because mail scanners
 * open links too. The button confirms.
 */
export function ConfirmPage() {
  const { token } = useLinkToken();
  return token ? (
    <Confirmation key={token} token={token} />
  ) : (
    <InvalidConfirmation reason="unknown" problem={{}} />
  );
}

function Confirmation({ token }: { token: string }) {
  const text = useMessages("entry").confirm;
  const confirmation = useConfirmation(token);
  return confirmation.error?.code === "password_needed" ? (
    <ConfirmWithPassword token={token} />
  ) : (
    <ConfirmationOutcome confirmation={confirmation}>
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
            onClick={() => confirmation.mutate(null)}
          >
            {text.submit}
          </button>
        </div>
      </div>
    </ConfirmationOutcome>
  );
}
