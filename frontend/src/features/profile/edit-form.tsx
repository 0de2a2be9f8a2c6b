import type { FormEvent, ReactNode } from "react";
import { FieldScope } from "../../components/field-scope";
import { FormSummary } from "../../components/form-summary";
import { useFocusInside } from "../../hooks/use-focus-inside";
import type { Form } from "../../hooks/use-form";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import panel from "../../styles/panel.module.css";

interface EditFormProps {
  /** What the ids of the fields begin with: several forms may be open at once. */
  scope: string;
  form: Pick<Form, "complaints" | "refusal" | "attempt">;
  /** What the form does when it is sent. */
  action: { isPending: boolean; busy: boolean };
  words: { submit: string; failed: string };
  onSubmit: (event: FormEvent) => void;
  onCancel: () => void;
  children: ReactNode;
}

/** The form inside an open section. */
export function EditForm({
  scope,
  form,
  action,
  words,
  onSubmit,
  onCancel,
  children,
}: EditFormProps) {
  const profile = useMessages("profile");
  const place = useFocusInside();
  return (
    <FieldScope value={scope}>
      <form
        ref={place}
        className={`${panel.panel} ${panel.form}`}
        onSubmit={onSubmit}
        noValidate
        aria-busy={action.isPending}
      >
        <FormSummary form={form} failed={words.failed} />
        {children}
        <div className={panel.actions}>
          <button type="submit" className={button.primary} aria-disabled={action.busy}>
            {words.submit}
          </button>
          <button type="button" className={button.quiet} onClick={onCancel}>
            {profile.cancel}
          </button>
        </div>
      </form>
    </FieldScope>
  );
}
