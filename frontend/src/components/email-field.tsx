import { useState } from "react";
import { useMessages } from "../messages";
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

/** An address; once it is left, a mistyped well-known domain is pointed out, never corrected by force. */
export function EmailField({ value, onValue, label, ...field }: EmailFieldProps) {
  const text = useMessages("shell").signUp.fields.email;
  const id = useFieldId()(name);
  const { suggestion, look } = useSuggestion(value);
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
        onBlur={look}
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

/** What may have been meant. Who knows the domains is asked, and fetched, when the field is left. */
function useSuggestion(value: string) {
  const [found, setFound] = useState<{ of: string; address: string | null } | null>(null);
  const look = async () => {
    const { suggestAddress } = await import("../mail-domain");
    setFound({ of: value, address: suggestAddress(value) });
  };
  return {
    suggestion: found?.of === value ? found.address : null,
    look: () => void look().catch(() => undefined),
  };
}
