import { useState } from "react";
import { useMessages } from "../../i18n/messages";
import button from "../../styles/button.module.css";
import { DeleteAccountDialog } from "./delete-account-dialog";
import { Section } from "./section";
import styles from "./section.module.css";

/** Opens the dialog that deletes the account. */
export function DeleteAccountSection({
  email,
  onDeleted,
}: {
  email: string;
  onDeleted: () => void;
}) {
  const text = useMessages("profile").deletion;
  const [isDialogOpen, setIsDialogOpen] = useState(false);
  return (
    <Section heading={text.heading}>
      <p className={styles.summary}>{text.lead}</p>
      <div className={styles.actions}>
        <button type="button" className={button.secondary} onClick={() => setIsDialogOpen(true)}>
          {text.open}
        </button>
      </div>
      {isDialogOpen ? (
        <DeleteAccountDialog
          email={email}
          onDeleted={onDeleted}
          onClose={() => setIsDialogOpen(false)}
        />
      ) : null}
    </Section>
  );
}
