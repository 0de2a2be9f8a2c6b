import { useState } from "react";
import { useMessages } from "../../messages";
import button from "../../styles/button.module.css";
import styles from "./code-block.module.css";

/** Text as the machine wrote it, with a button that copies it. */
export function CodeBlock({ heading, code }: { heading: string; code: string }) {
  const text = useMessages("admin").task;
  const [copied, setCopied] = useState(false);
  // The clipboard is missing on plain http other than localhost; the text can still be marked by hand.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const copy = async () => {
    await clipboard?.writeText(code);
    setCopied(true);
  };
  return (
    <section className={styles.block}>
      <div className={styles.head}>
        <h2>{heading}</h2>
        {clipboard ? (
          <button type="button" className={button.quiet} onClick={() => void copy()}>
            {copied ? text.copied : text.copy} <span className="visually-hidden">{heading}</span>
          </button>
        ) : null}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <pre className={styles.code} tabIndex={0}>
        {code}
      </pre>
    </section>
  );
}
