import { FormSummary } from "../../components/form-summary";
import { PageHeading } from "../../components/page-heading";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useMessages } from "../../i18n/messages";
import { createValidator, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";
import { ConfirmationOutcome, useConfirmation } from "./confirmation-outcome";

const emptyValues = { password: "" };
const validate = createValidator({ password: rules.password });

/**
 * Asks for the password before the confirmation.
 *
 * The server demands it when several people claim the address and this browser is not the one that
 * made the request. It prevents users from confirming another person's sign-up or change of
 * address.
 */
export function ConfirmWithPassword({ token }: { token: string }) {
  const { title, submit, contested: text } = useMessages("entry").confirm;
  const confirmation = useConfirmation(token);
  const form = useForm(emptyValues, {
    validate,
    error: confirmation.error,
    fieldByCode: { wrong_password: "password" },
  });
  return (
    <ConfirmationOutcome confirmation={confirmation}>
      <div className={panel.page}>
        <div className={panel.intro}>
          <PageHeading title={title}>{text.heading}</PageHeading>
          <p className={panel.lead}>{text.lead}</p>
        </div>
        <form
          className={`${panel.panel} ${panel.form}`}
          onSubmit={(event) => form.submit(event, ({ password }) => confirmation.mutate(password))}
          noValidate
          aria-busy={confirmation.isPending}
        >
          <FormSummary form={form} failed={text.failed} />
          <PasswordField
            label={text.label}
            value={form.values.password}
            onValue={(password) => form.setValue("password", password)}
            error={form.errors.password}
            autoComplete="current-password"
          />
          <button type="submit" className={button.primary} aria-disabled={confirmation.busy}>
            {submit}
          </button>
        </form>
      </div>
    </ConfirmationOutcome>
  );
}
