import { useState } from "react";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";

interface CopyButtonProps {
  /** Names the text for screen readers. */
  name: string;
  text: string;
}

/** A button that copies a text to the clipboard. */
export function CopyButton({ name, text }: CopyButtonProps) {
  const admin = useMessages("admin");
  const [result, setResult] = useState<"copied" | "copyFailed" | null>(null);
  // There is no clipboard on plain http, except on localhost. Users can still select the text.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const copy = () =>
    clipboard?.writeText(text).then(
      () => setResult("copied"),
      // The browser or its user does not allow it.
      () => setResult("copyFailed"),
    );
  return clipboard ? (
    <span>
      <button type="button" className={button.quiet} onClick={() => void copy()}>
        {result === "copied" ? admin.copied : admin.copy}{" "}
        <span className="visually-hidden">{name}</span>
      </button>{" "}
      <span role="status">{result === "copyFailed" ? admin.copyFailed : null}</span>
    </span>
  ) : null;
}
