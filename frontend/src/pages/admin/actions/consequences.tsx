import type { BulkAnswer } from "../../../api";
import { actionMessages } from "../../../messages-admin-actions";
import { kindTitle } from "../kind-title";
import type { Action } from "./action-dialog";
import styles from "./consequences.module.css";

interface ConsequencesProps {
  action: Action;
  /** What the dry run found. */
  counted: BulkAnswer;
}

/** What an action would do, and to what. */
export function Consequences({ action, counted }: ConsequencesProps) {
  const kinds = Object.entries(counted.kinds).sort(([, one], [, other]) => other - one);
  return (
    <>
      <ul className={styles.kinds}>
        {kinds.map(([kind, count]) => (
          <li key={kind}>{actionMessages.of(kindTitle(kind), count)}</li>
        ))}
      </ul>
      {counted.capped ? <p>{actionMessages.capped}</p> : null}
      {action === "retry" && counted.mails > 0 ? (
        <p className={styles.mails}>{actionMessages.mails(counted.mails)}</p>
      ) : null}
      <p className={styles.hint}>{actionMessages[action].hint}</p>
    </>
  );
}
