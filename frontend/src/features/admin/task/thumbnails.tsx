import { useId } from "react";
import type { Thumbnails as Addresses } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import styles from "./thumbnails.module.css";

/** The thumbnails that a task made, in all sizes. */
export function Thumbnails({ thumbnails }: { thumbnails: Addresses }) {
  const taskTexts = useMessages("admin").task;
  const id = useId();
  return (
    <section className={styles.thumbnails} aria-labelledby={id}>
      <h2 id={id}>{taskTexts.thumbnails}</h2>
      <ul className={styles.row}>
        {Object.entries(thumbnails).map(([size, url]) => (
          <li key={size}>
            <a href={url}>
              <img
                src={url}
                width={size}
                height={size}
                alt={taskTexts.thumbnail(size)}
                loading="lazy"
              />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
