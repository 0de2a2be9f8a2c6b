import type { BulkAnswer } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { kindTitle } from "../kind-title";
import styles from "./consequences.module.css";
import type { Action } from "./task-action";

interface ConsequencesProps {
  action: Action;
  /** What the dry run found. */
  counted: BulkAnswer;
}

/** What an action would do, and to what. */
export function Consequences({ action, counted }: ConsequencesProps) {
  const actionTexts = useMessages("admin").actions;
  const kinds = Object.entries(counted.kinds).sort(([, one], [, other]) => other - one);
  return (
    <>
      <ul className={styles.kinds}>
        {kinds.map(([kind, count]) => (
          <li key={kind}>{actionTexts.of(kindTitle(kind), count)}</li>
        ))}
      </ul>
      {counted.capped ? <p>{actionTexts.capped}</p> : null}
      {action === "retry" && counted.mails > 0 ? (
        <p className={styles.mails}>{actionTexts.mails(counted.mails)}</p>
      ) : null}
      <p className={styles.hint}>{actionTexts[action].hint}</p>
    </>
  );
}
