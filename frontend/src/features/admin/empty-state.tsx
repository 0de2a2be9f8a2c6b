import type { ReactNode } from "react";
import panel from "../../styles/panel.module.css";
import styles from "./empty-state.module.css";

interface EmptyStateProps {
  heading: string;
  lead: string;
  /** The next step. */
  children?: ReactNode;
}

/** Shown in place of an empty list. */
export function EmptyState({ heading, lead, children }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <h2>{heading}</h2>
      <p className={panel.aside}>{lead}</p>
      {children}
    </div>
  );
}
