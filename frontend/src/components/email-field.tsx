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

/** How long nothing is typed before it is looked at, in milliseconds. */
const typingPauseMs = 500;

/** An address; a mistyped well-known domain is pointed out, never corrected by force. */
export function EmailField({ value, onValue, label, ...field }: EmailFieldProps) {
  const text = useMessages("shell").signUp.fields.email;
  const id = useFieldId()(name);
  const suggestion = useSuggestion(value);
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
        label={label ?? text.label}
        type="email"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
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

/** What may have been meant. Who knows the domains is asked, and fetched, when there is something to ask. */
function useSuggestion(value: string): string | null {
  const [result, setResult] = useState<{ typed: string; suggestion: string | null } | null>(null);
  useEffect(() => {
    if (!value.includes("@")) {
      return;
    }
    const suggest = async () => {
      const { suggestEmail, waitForPointerRelease } = await import("../lib/email-suggestion");
      // It moves what is below it: whoever holds a button down would let go beside it.
      await waitForPointerRelease();
      setResult({ typed: value, suggestion: suggestEmail(value) });
    };
    const timer = setTimeout(() => void suggest().catch(() => undefined), typingPauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return result?.typed === value ? result.suggestion : null;
}
