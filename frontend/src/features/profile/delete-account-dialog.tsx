import { deleteAccount } from "../../api/endpoints-account";
import { Dialog } from "../../components/dialog";
import { FieldScope } from "../../components/field-scope";
import { FormSummary } from "../../components/form-summary";
import { HiddenUsername } from "../../components/hidden-username";
import { PasswordField } from "../../components/password-field";
import { useForm } from "../../hooks/use-form";
import { useSingleMutation } from "../../hooks/use-single-mutation";
import { useMessages } from "../../i18n/messages";
import { createValidator, rules } from "../../lib/validation";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

const emptyValues = { password: "" };
const validate = createValidator({ password: rules.password });

interface DeleteAccountDialogProps {
  email: string;
  onDeleted: () => void;
  onClose: () => void;
}

/** Explains what will be deleted and asks for the password. */
export function DeleteAccountDialog({ email, onDeleted, onClose }: DeleteAccountDialogProps) {
  const text = useMessages("profile").deletion;
  const deleting = useSingleMutation({ mutationFn: deleteAccount, onSuccess: onDeleted });
  const form = useForm(emptyValues, {
    validate,
    error: deleting.error,
    fieldByCode: { wrong_password: "password" },
  });
  return (
    <Dialog labelledBy="deletion-question" describedBy="deletion-consequence" onClose={onClose}>
      {(dialog) => (
        <FieldScope value="deletion-">
          <form
            className={panel.form}
            onSubmit={(event) => form.submit(event, ({ password }) => deleting.mutate(password))}
            noValidate
            aria-busy={deleting.isPending}
          >
            <h2 id="deletion-question">{text.question}</h2>
            <p id="deletion-consequence">{text.consequence(email)}</p>
            <FormSummary form={form} failed={text.failed} />
            <HiddenUsername email={email} />
            <PasswordField
              label={text.password}
              value={form.values.password}
              onValue={(value) => form.setValue("password", value)}
              error={form.errors.password}
              autoComplete="current-password"
            />
            <div className={panel.actions}>
              <button
                type="submit"
                className={`${button.primary} ${button.danger}`}
                aria-disabled={deleting.busy}
              >
                {text.submit}
              </button>
              <button
                type="button"
                className={button.secondary}
                onClick={() => dialog.current?.close()}
              >
                {text.keep}
              </button>
            </div>
          </form>
        </FieldScope>
      )}
    </Dialog>
  );
}
