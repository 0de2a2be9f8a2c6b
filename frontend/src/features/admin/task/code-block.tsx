import { CopyButton } from "../copy-button";
import styles from "./code-block.module.css";

interface CodeBlockProps {
  heading: string;
  hint?: string;
  code: string;
}

/** A block of code with a heading and a copy button. */
export function CodeBlock({ heading, hint, code }: CodeBlockProps) {
  return (
    <section className={styles.block}>
      <div className={styles.head}>
        <h2>{heading}</h2>
        <CopyButton name={heading} text={code} />
      </div>
      {hint ? <p className={styles.hint}>{hint}</p> : null}
      <Code text={code} />
    </section>
  );
}

/** Preformatted text in a scrolling box. */
export function Code({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <pre className={styles.code} tabIndex={0}>
      {text}
    </pre>
  );
}
