import type { ReactNode } from "react";
import panel from "../../styles/panel.module.css";
import styles from "./empty.module.css";

interface EmptyProps {
  heading: string;
  lead: string;
  /** The next step. */
  children?: ReactNode;
}

/** In the place of a list that has nothing in it. */
export function Empty({ heading, lead, children }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <h2>{heading}</h2>
      <p className={panel.aside}>{lead}</p>
      {children}
    </div>
  );
}
