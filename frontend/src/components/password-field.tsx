import { useState } from "react";
import { useMessages } from "../i18n/messages";
import { TextField } from "./field";
import styles from "./password-field.module.css";

interface PasswordFieldProps {
  value: string;
  onValue: (value: string) => void;
  error?: string | undefined;
  hint?: string;
  readOnly?: boolean;
  autoComplete: "new-password" | "current-password";
  name?: string;
  label?: string;
}

/** A password field with a button that shows the password. */
export function PasswordField({ name = "password", label, ...field }: PasswordFieldProps) {
  const text = useMessages("shell").signUp.fields.password;
  const [isShown, setIsShown] = useState(false);
  const buttonText = isShown ? text.hide : text.show;
  return (
    <TextField
      {...field}
      name={name}
      label={label ?? text.label}
      type={isShown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck="false"
      trailing={
        <button type="button" className={styles.toggle} onClick={() => setIsShown(!isShown)}>
          {buttonText.visible} <span className="visually-hidden">{buttonText.rest}</span>
        </button>
      }
    />
  );
}
