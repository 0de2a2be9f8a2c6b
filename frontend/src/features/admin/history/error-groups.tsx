import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { TaskStatistics } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { amount } from "../../../lib/numbers";
import button from "../../../styles/button.module.css";
import { ActionDialog } from "../actions/action-dialog";
import { Moment } from "../moment";
import { useRole } from "../role";
import styles from "./error-groups.module.css";
import { changed, usualRange, writeSearch } from "./task-search";
import { useTaskSearch } from "./use-task-search";

type Group = TaskStatistics["error_groups"][number];

/** The most frequent ones; the others unfold, and the list of tasks stays near. */
const shownAtOnce = 5;

/** What went wrong in the chosen time, the most frequent first. */
export function ErrorGroups({ statistics }: { statistics: TaskStatistics }) {
  const text = useMessages("admin").history.errors;
  const { search } = useTaskSearch();
  const { mayAct } = useRole();
  const [retrying, setRetrying] = useState<Group | null>(null);
  const { error_groups: groups, since, until } = statistics;
  const onRetry = mayAct ? setRetrying : undefined;
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  if (groups.length === 0) {
    return null;
  }
  return (
    <details className={styles.errors} open={search.state?.includes("FAILURE") || undefined}>
      <summary>
        <h3>{text.heading}</h3> <span>{text.summary(groups.length, total)}</span>
      </summary>
      <GroupList groups={groups.slice(0, shownAtOnce)} onRetry={onRetry} />
      {groups.length > shownAtOnce ? (
        <details className={styles.more}>
          <summary>{text.more(groups.length - shownAtOnce)}</summary>
          <GroupList groups={groups.slice(shownAtOnce)} onRetry={onRetry} />
        </details>
      ) : null}
      {retrying ? (
        <ActionDialog
          action="retry"
          what={{
            filter: { error: retrying.name, kind: search.kind ?? null, from: since, to: until },
          }}
          onClose={() => setRetrying(null)}
        />
      ) : null}
    </details>
  );
}

interface GroupListProps {
  groups: readonly Group[];
  /** Missing for those who may not act. */
  onRetry: ((group: Group) => void) | undefined;
}

function GroupList({ groups, onRetry }: GroupListProps) {
  return (
    <ul>
      {groups.map((group) => (
        <GroupRow key={group.name} group={group} onRetry={onRetry && (() => onRetry(group))} />
      ))}
    </ul>
  );
}

function GroupRow({ group, onRetry }: { group: Group; onRetry: (() => void) | undefined }) {
  const text = useMessages("admin").history.errors;
  const { search } = useTaskSearch();
  const { name, count, first_at: first, last_at: last } = group;
  // If no time is chosen, the figures are of the usual one: what is shown is what was counted.
  const range = search.range ?? (search.from || search.to ? undefined : usualRange);
  return (
    <li className={styles.group}>
      <div className={styles.words}>
        <p className={styles.name}>{name}</p>
        <p className={styles.seen}>
          <b>{amount(count)}</b>
          <Seen words={text.first} at={first} />
          <Seen words={text.last} at={last} />
        </p>
      </div>
      <Link
        from="/admin/tasks"
        search={writeSearch(changed(search, { error: name, range }))}
        resetScroll={false}
        className={button.quiet}
      >
        {text.show} <span className="visually-hidden">{text.showWhich(name)}</span>
      </Link>
      {onRetry ? (
        <button type="button" className={button.quiet} onClick={onRetry}>
          {text.retryAll(count)} <span className="visually-hidden">{text.retryWhich(name)}</span>
        </button>
      ) : null}
    </li>
  );
}

function Seen({ words, at }: { words: string; at: string | null }) {
  return at ? (
    <span>
      {words} <Moment iso={at} />
    </span>
  ) : null;
}
