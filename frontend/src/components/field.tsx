import { type InputHTMLAttributes, type ReactNode, useLayoutEffect, useRef } from "react";
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
  value: string;
  onValue: (value: string) => void;
  /** An element at the end of the input. */
  trailing?: ReactNode;
}

/**
 * A text field of one line. All such fields are required.
 *
 * Some password managers and assistive tools fill in a value without an input event. So a render
 * sets the input only when `value` itself has changed, and the browser's change event counts too.
 */
export function TextField({
  name,
  label,
  hint,
  error,
  value,
  onValue,
  trailing,
  ...input
}: TextFieldProps) {
  const description = useDescription(name, hint, error);
  const ref = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // Not while it is equal: the caret would move to the end.
    if (ref.current && ref.current.value !== value) {
      ref.current.value = value;
    }
  }, [value]);
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      <div className={styles.control}>
        <input
          required
          {...input}
          {...description}
          ref={ref}
          className={styles.input}
          // The input event; the other one is the browser's change event.
          onChange={({ currentTarget }) => onValue(currentTarget.value)}
          onChangeCapture={({ currentTarget }) =>
            currentTarget.value !== value && onValue(currentTarget.value)
          }
        />
        {trailing}
      </div>
    </Field>
  );
}
