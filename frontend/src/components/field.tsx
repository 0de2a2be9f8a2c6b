import type { InputHTMLAttributes, ReactNode } from "react";
import styles from "./field.module.css";
import { useFieldId } from "./field-scope";

interface FieldProps {
  /** The name of the control, in the form and in the request. */
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ReactNode;
}

/** A form control with its label, hint and error. */
export function Field({ name, label, hint, error, children }: FieldProps) {
  const id = useFieldId()(name);
  return (
    <div className={styles.field} data-invalid={error !== undefined}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className={styles.error} id={`${id}-error`}>
          {error}
        </p>
      ) : null}
      {children}
    </div>
  );
}

/** The attributes that connect a control with its label, hint and error. */
export function useDescription(name: string, hint: string | undefined, error: string | undefined) {
  const id = useFieldId()(name);
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return {
    id,
    name,
    "aria-invalid": error !== undefined,
    "aria-describedby": ids.length > 0 ? ids.join(" ") : undefined,
  };
}

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  name: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  onValue: (value: string) => void;
  /** An element at the end of the input. */
  trailing?: ReactNode;
}

/** A text field of one line. All such fields are required. */
export function TextField({
  name,
  label,
  hint,
  error,
  onValue,
  trailing,
  ...input
}: TextFieldProps) {
  const description = useDescription(name, hint, error);
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      <div className={styles.control}>
        <input
          required
          {...input}
          {...description}
          className={styles.input}
          onChange={(event) => onValue(event.currentTarget.value)}
        />
        {trailing}
      </div>
    </Field>
  );
}
