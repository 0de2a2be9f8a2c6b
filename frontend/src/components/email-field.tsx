import { useEffect, useState } from "react";
import { useMessages } from "../i18n/messages";
import button from "../styles/button.module.css";
import styles from "./email-field.module.css";
import { TextField } from "./field";
import { useFieldId } from "./field-scope";

interface EmailFieldProps {
  value: string;
  onValue: (value: string) => void;
  error?: string | undefined;
  hint?: string;
  readOnly?: boolean;
  autoComplete: "email" | "username" | "off";
  label?: string;
}

const name = "email";

/** How long the user must stop typing before the address is checked, in milliseconds. */
const typingPauseMs = 500;

/** An e-mail address field. It suggests a correction for a mistyped well-known domain. */
export function EmailField({ value, onValue, label, ...field }: EmailFieldProps) {
  const text = useMessages("shell").signUp.fields.email;
  const id = useFieldId()(name);
  const suggestion = useSuggestion(value);
  const accept = (address: string) => {
    onValue(address);
    // The button disappears, and the focus would fall back to the top of the page.
    document.getElementById(id)?.focus();
  };
  return (
    <div>
      <TextField
        {...field}
        name={name}
        label={label ?? text.label}
        type="email"
        inputMode="email"
        autoCapitalize="none"
        spellCheck="false"
        value={value}
        onValue={onValue}
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

/**
 * Returns a suggestion for a mistyped address. The list of domains is loaded when it is first
 * needed.
 */
function useSuggestion(value: string): string | null {
  const [result, setResult] = useState<{ typed: string; suggestion: string | null } | null>(null);
  useEffect(() => {
    if (!value.includes("@")) {
      return;
    }
    const suggest = async () => {
      const { suggestEmail, waitForPointerRelease } = await import("../lib/email-suggestion");
      // The suggestion moves the content below it, so it must not appear while a button is pressed.
      await waitForPointerRelease();
      setResult({ typed: value, suggestion: suggestEmail(value) });
    };
    const timer = setTimeout(() => void suggest().catch(() => undefined), typingPauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return result?.typed === value ? result.suggestion : null;
}
