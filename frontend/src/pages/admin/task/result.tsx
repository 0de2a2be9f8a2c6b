import { useId } from "react";
import type { AdminTaskDetail } from "../../../api";
import { taskMessages } from "../../../messages-admin-task";
import { CodeBlock } from "./code-block";
import styles from "./result.module.css";

/** What came out of a task: the pictures themselves, where there are any. */
export function Result({ task: { result, thumbnails } }: { task: AdminTaskDetail }) {
  const id = useId();
  return (
    <>
      {thumbnails ? (
        <section className={styles.thumbnails} aria-labelledby={id}>
          <h2 id={id}>{taskMessages.thumbnails}</h2>
          <ul className={styles.row}>
            {Object.entries(thumbnails).map(([size, address]) => (
              <li key={size}>
                <a href={address}>
                  <img
                    src={address}
                    width={size}
                    height={size}
                    alt={taskMessages.thumbnail(size)}
                    loading="lazy"
                  />
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {result ? (
        <CodeBlock heading={taskMessages.result} code={JSON.stringify(result, null, 2)} />
      ) : null}
    </>
  );
}
