import { Link } from "@tanstack/react-router";
import { requestPasswordReset } from "../../api/endpoints-account";
import { EmailField } from "../../components/email-field";
import { FormSummary } from "../../components/form-summary";
import { MessagePage } from "../../components/message-page";
import { PageHeading } from "../../components/page-heading";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { cleanAddress } from "../../lib/clean-address";
import { storeFormValues } from "../../lib/form-values";
import { createValidator, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

const emptyValues = { email: "" };
const formName = "reset-password";
const validate = createValidator({ email: rules.email });

/** Asks for a reset link. The response is the same whether or not the address has an account. */
export function RequestPasswordReset() {
  const text = useMessages("entry").reset;
  const requesting = useSingleMutation({
    mutationFn: requestPasswordReset,
    onSuccess: () => storeFormValues(formName, null),
  });
  const form = useForm(emptyValues, { storedAs: formName, validate, error: requesting.error });
  const { values, errors, setValue } = form;

  if (requesting.isSuccess) {
    return <ResetRequested email={cleanAddress(values.email)} onAgain={requesting.reset} />;
  }
  return (
    <div className={panel.page}>
      <div className={panel.intro}>
        <PageHeading title={text.title}>{text.title}</PageHeading>
        <p className={panel.lead}>{text.lead}</p>
      </div>
      <div className={panel.panel}>
        <form
          className={panel.form}
          onSubmit={(event) =>
            form.submit(event, ({ email }) => requesting.mutate(cleanAddress(email)))
          }
          noValidate
          aria-busy={requesting.isPending}
        >
          <FormSummary form={form} failed={text.failed} />
          <EmailField
            value={values.email}
            onValue={(email) => setValue("email", email)}
            error={errors.email}
            autoComplete="username"
          />
          <button type="submit" className={button.primary} aria-disabled={requesting.busy}>
            {text.submit}
          </button>
        </form>
        <p className={panel.aside}>
          <Link to="/log-in" className={panel.link}>
            {text.back}
          </Link>
        </p>
      </div>
    </div>
  );
}

function ResetRequested({ email, onAgain }: { email: string; onAgain: () => void }) {
  const text = useMessages("entry").reset;
  const { title, heading, lead, noMail, retryLabel } = text.requested;
  return (
    <MessagePage title={title} heading={heading} lead={lead(email)}>
      <p className={panel.aside}>{noMail}</p>
      <button type="button" className={button.secondary} onClick={onAgain}>
        {retryLabel}
      </button>
    </MessagePage>
  );
}
