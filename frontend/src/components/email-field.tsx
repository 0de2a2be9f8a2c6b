import { useState } from "react";
import { suggestAddress } from "../mail-domain";
import { messages } from "../messages";
import button from "../styles/button.module.css";
import styles from "./email-field.module.css";
import { TextField } from "./field";
import { useFieldId } from "./field-scope";

interface EmailFieldProps {
  value: string;
  onValue: (value: string) => void;
  error?: string | undefined;
  hint?: string;
  autoComplete: "email" | "username" | "off";
  label?: string;
}

const name = "email";
const text = messages.signUp.fields.email;

/** An address; once it is left, a mistyped well-known domain is pointed out, never corrected by force. */
export function EmailField({ value, onValue, label = text.label, ...field }: EmailFieldProps) {
  const id = useFieldId()(name);
  const [left, setLeft] = useState(false);
  const suggestion = left ? suggestAddress(value) : null;
  const accept = (address: string) => {
    onValue(address);
    // The button goes away; without this the focus would fall back to the top of the page.
    document.getElementById(id)?.focus();
  };
  return (
    <div>
      <TextField
        {...field}
        name={name}
        label={label}
        type="email"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onValue={(next) => {
          setLeft(false);
          onValue(next);
        }}
        onBlur={() => setLeft(true)}
      />
      <div role="status">
        {suggestion ? (
          <p className={styles.suggestion}>
            <span>
              {text.suggestion} <b>{suggestion}</b>?
            </span>
            <button type="button" className={button.quiet} onClick={() => accept(suggestion)}>
              {text.accept(suggestion)}
            </button>
          </p>
        ) : null}
      </div>
    </div>
  );
}
