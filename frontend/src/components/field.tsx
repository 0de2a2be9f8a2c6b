import type { InputHTMLAttributes, ReactNode } from "react";
import styles from "./field.module.css";

interface FieldProps {
  /** Also the input's id and its name in the request: the links of the error summary lead there. */
  name: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ReactNode;
}

/** A label above its control, the hint between them, the error where it is looked for. */
export function Field({ name, label, hint, error, children }: FieldProps) {
  return (
    <div className={styles.field} data-invalid={error !== undefined}>
      <label className={styles.label} htmlFor={name}>
        {label}
      </label>
      {hint ? (
        <p className={styles.hint} id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className={styles.error} id={`${name}-error`}>
          {error}
        </p>
      ) : null}
      {children}
    </div>
  );
}

/** What ties a control to its label, hint and error. */
export function describe(name: string, hint: string | undefined, error: string | undefined) {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean);
  return {
    id: name,
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
  /** Sits at the end of the input. */
  trailing?: ReactNode;
}

/** One line of text. */
export function TextField({
  name,
  label,
  hint,
  error,
  onValue,
  trailing,
  ...input
}: TextFieldProps) {
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      <div className={styles.control}>
        <input
          {...input}
          {...describe(name, hint, error)}
          className={styles.input}
          onChange={(event) => onValue(event.currentTarget.value)}
        />
        {trailing}
      </div>
    </Field>
  );
}
