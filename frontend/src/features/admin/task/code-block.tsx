import { CopyButton } from "../copy-button";
import styles from "./code-block.module.css";

interface CodeBlockProps {
  heading: string;
  hint?: string;
  code: string;
}

/** Text as the machine wrote it, with a button that copies it. */
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

/** Lines that keep their shape, in a box that scrolls. */
export function Code({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <pre className={styles.code} tabIndex={0}>
      {text}
    </pre>
  );
}
