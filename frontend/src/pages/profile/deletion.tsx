import { useState } from "react";
import { profileMessages } from "../../messages-profile";
import button from "../../styles/button.module.css";
import { DeletionDialog } from "./deletion-dialog";
import { Section } from "./section";
import styles from "./section.module.css";

const text = profileMessages.deletion;

/** The way out, for good. */
export function DeletionSection({ email, onDeleted }: { email: string; onDeleted: () => void }) {
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
