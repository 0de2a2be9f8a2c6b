import type { BulkAnswer } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { kindTitle } from "../kind-title";
import styles from "./consequences.module.css";
import type { Action, ActionTarget } from "./task-action";

interface ConsequencesProps {
  action: Action;
  target: ActionTarget;
  /** The result of the dry run. */
  dryRun: BulkAnswer;
}

/** Lists how many tasks of each kind an action would change, and why it changes no others. */
export function Consequences({ action, target, dryRun }: ConsequencesProps) {
  const actionTexts = useMessages("admin").actions;
  const unchanged = "ids" in target ? target.ids.length - dryRun.count : 0;
  const kinds = Object.entries(dryRun.kinds).sort(([, first], [, second]) => second - first);
  return (
    <>
      <ul className={styles.kinds}>
        {kinds.map(([kind, count]) => (
          <li key={kind}>{actionTexts.of(kindTitle(kind), count)}</li>
        ))}
      </ul>
      {unchanged > 0 ? <p>{actionTexts[action].unchanged(unchanged)}</p> : null}
      {dryRun.capped ? <p>{actionTexts.capped}</p> : null}
      {action === "retry" && dryRun.mails > 0 ? (
        <p className={styles.mails}>{actionTexts.mails(dryRun.mails)}</p>
      ) : null}
      <p className={styles.hint}>{actionTexts[action].hint}</p>
    </>
  );
}
