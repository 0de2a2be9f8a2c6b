import { changeSignUpAddress } from "../../api/endpoints-account";
import { EmailField } from "../../components/email-field";
import { FormSummary } from "../../components/form-summary";
import { useFocusInside } from "../../hooks/use-focus-inside";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { judge, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

const blank = { email: "" };
const errorsOf = judge({ email: rules.email });

interface ChangeAddressProps {
  signUpId: string;
  onChanged: () => void;
  onSettled: () => void;
  onCancel: () => void;
}

/** Sends the mail to another address; the one before is not asked. */
export function ChangeAddress({ signUpId, onChanged, onSettled, onCancel }: ChangeAddressProps) {
  const text = useMessages("welcome").welcome.mail;
  const place = useFocusInside();
  const changing = useSingleMutation({
    mutationFn: (email: string) => changeSignUpAddress(signUpId, email),
    onSuccess: onChanged,
    onSettled,
  });
  const form = useForm(blank, { errorsOf, error: changing.error });
  return (
    <form
      ref={place}
      className={`${panel.panel} ${panel.form}`}
      onSubmit={(event) => form.submit(event, ({ email }) => changing.mutate(email.trim()))}
      noValidate
      aria-busy={changing.isPending}
    >
      <FormSummary form={form} failed={text.changeFailed} />
      <EmailField
        label={text.newEmail}
        hint={text.hint}
        value={form.values.email}
        onValue={(email) => form.setValue("email", email)}
        error={form.complaints.email}
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
