import type { FormEvent, ReactNode } from "react";
import { FieldScope } from "../../components/field-scope";
import { FormSummary } from "../../components/form-summary";
import { useFocusFirstField } from "../../hooks/use-focus-first-field";
import type { Form } from "../../hooks/use-form";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

interface EditFormProps {
  /** A prefix for the ids of the fields, because several forms can be open. */
  scope: string;
  form: Pick<Form, "errors" | "serverError" | "attempt">;
  /** The mutation that the form starts. */
  action: { isPending: boolean; busy: boolean };
  texts: { submit: string; failed: string };
  onSubmit: (event: FormEvent) => void;
  onCancel: () => void;
  children: ReactNode;
}

/** The form in an open section. */
export function EditForm({
  scope,
  form,
  action,
  texts,
  onSubmit,
  onCancel,
  children,
}: EditFormProps) {
  const profile = useMessages("profile");
  const formRef = useFocusFirstField();
  return (
    <FieldScope value={scope}>
      <form
        ref={formRef}
        className={`${panel.panel} ${panel.form}`}
        onSubmit={onSubmit}
        noValidate
        aria-busy={action.isPending}
      >
        <FormSummary form={form} failed={texts.failed} />
        {children}
        <div className={panel.actions}>
          <button type="submit" className={button.primary} aria-disabled={action.busy}>
            {texts.submit}
          </button>
          <button type="button" className={button.quiet} onClick={onCancel}>
            {profile.cancel}
          </button>
        </div>
      </form>
    </FieldScope>
  );
}
