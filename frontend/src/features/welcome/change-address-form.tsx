import { changeSignUpEmail } from "../../api/endpoints-account";
import { EmailField } from "../../components/email-field";
import { FormSummary } from "../../components/form-summary";
import { useFocusFirstField } from "../../hooks/use-focus-first-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { cleanAddress } from "../../lib/clean-address";
import { createValidator, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

const emptyValues = { email: "" };
const validate = createValidator({ email: rules.email });

interface ChangeAddressFormProps {
  signUpId: string;
  storedAs: string;
  onChanged: () => void;
  onSettled: () => void;
  onCancel: () => void;
}

/** Sends the confirmation mail to another address. */
export function ChangeAddressForm({
  signUpId,
  storedAs,
  onChanged,
  onSettled,
  onCancel,
}: ChangeAddressFormProps) {
  const text = useMessages("welcome").welcome.mail;
  const formRef = useFocusFirstField();
  const changing = useSingleMutation({
    mutationFn: (email: string) => changeSignUpEmail(signUpId, email),
    onSuccess: onChanged,
    onSettled,
  });
  const form = useForm(emptyValues, { storedAs, validate, error: changing.error });
  return (
    <form
      ref={formRef}
      className={`${panel.panel} ${panel.form}`}
      onSubmit={(event) => form.submit(event, ({ email }) => changing.mutate(cleanAddress(email)))}
      noValidate
      aria-busy={changing.isPending}
    >
      <FormSummary form={form} failed={text.changeFailed} />
      <EmailField
        label={text.newEmail}
        hint={text.hint}
        value={form.values.email}
        onValue={(email) => form.setValue("email", email)}
        error={form.errors.email}
        autoComplete="email"
      />
      <div className={panel.actions}>
        <button type="submit" className={button.primary} aria-disabled={changing.busy}>
          {text.submit}
        </button>
        <button type="button" className={button.quiet} onClick={onCancel}>
          {text.cancel}
        </button>
      </div>
    </form>
  );
}
