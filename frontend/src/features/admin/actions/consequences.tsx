import type { BulkAnswer } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { kindTitle } from "../kind-title";
import styles from "./consequences.module.css";
import type { Action } from "./task-action";

interface ConsequencesProps {
  action: Action;
  /** The result of the dry run. */
  dryRun: BulkAnswer;
}

/** Lists how many tasks of each kind an action would change. */
export function Consequences({ action, dryRun }: ConsequencesProps) {
  const actionTexts = useMessages("admin").actions;
  const kinds = Object.entries(dryRun.kinds).sort(([, first], [, second]) => second - first);
  return (
    <>
      <ul className={styles.kinds}>
        {kinds.map(([kind, count]) => (
          <li key={kind}>{actionTexts.of(kindTitle(kind), count)}</li>
        ))}
      </ul>
      {dryRun.capped ? <p>{actionTexts.capped}</p> : null}
      {action === "retry" && dryRun.mails > 0 ? (
        <p className={styles.mails}>{actionTexts.mails(dryRun.mails)}</p>
      ) : null}
      <p className={styles.hint}>{actionTexts[action].hint}</p>
    </>
  );
}
