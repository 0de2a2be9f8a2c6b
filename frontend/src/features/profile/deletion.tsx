import { useState } from "react";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import { DeletionDialog } from "./deletion-dialog";
import { Section } from "./section";
import styles from "./section.module.css";

/** The way out, for good. */
export function DeletionSection({ email, onDeleted }: { email: string; onDeleted: () => void }) {
  const text = useMessages("profile").deletion;
  const [asking, setAsking] = useState(false);
  return (
    <Section heading={text.heading}>
      <p className={styles.fact}>{text.lead}</p>
      <div className={styles.actions}>
        <button type="button" className={button.secondary} onClick={() => setAsking(true)}>
          {text.open}
        </button>
      </div>
      {asking ? (
        <DeletionDialog email={email} onDeleted={onDeleted} onClose={() => setAsking(false)} />
      ) : null}
    </Section>
  );
}
