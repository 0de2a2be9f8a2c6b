import { useState } from "react";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";

interface CopyButtonProps {
  /** What is copied; said only to those who cannot see where the button stands. */
  name: string;
  text: string;
}

/** Puts a text into the clipboard. */
export function CopyButton({ name, text }: CopyButtonProps) {
  const admin = useMessages("admin");
  const [copied, setCopied] = useState(false);
  // The clipboard is missing on plain http other than localhost; the text can still be marked by hand.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const copy = async () => {
    await clipboard?.writeText(text);
    setCopied(true);
  };
  return clipboard ? (
    <button type="button" className={button.quiet} onClick={() => void copy()}>
      {copied ? admin.copied : admin.copy} <span className="visually-hidden">{name}</span>
    </button>
  ) : null;
}
