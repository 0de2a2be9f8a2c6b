import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { TaskStatistics } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { formatNumber } from "../../../lib/numbers";
import button from "../../../styles/button.module.css";
import { BulkActionDialog } from "../actions/bulk-action-dialog";
import { RelativeTime } from "../relative-time";
import { useRole } from "../use-role";
import styles from "./error-groups.module.css";
import { changeSearch, defaultLast, serialiseSearch } from "./task-search";
import { useTaskSearch } from "./use-task-search";

type Group = TaskStatistics["error_groups"][number];

/** The other groups are collapsed, so that the list of tasks stays near. */
const shownCount = 5;

interface ErrorGroupsProps {
  statistics: TaskStatistics;
  /** Lists more groups; missing if there can be no more. */
  onMore: (() => void) | undefined;
}

/** The groups of errors in the chosen time, the most frequent first. */
export function ErrorGroups({ statistics, onMore }: ErrorGroupsProps) {
  const text = useMessages("admin").history.errors;
  const { search } = useTaskSearch();
  const { mayAct } = useRole();
  const [retryGroup, setRetryGroup] = useState<Group | null>(null);
  const { error_groups: groups, error_group_count: groupCount, since, until } = statistics;
  const onRetry = mayAct ? setRetryGroup : undefined;
  if (groups.length === 0) {
    return null;
  }
  return (
    <details className={styles.errors} open={search.state?.includes("FAILURE") || undefined}>
      <summary>
        <h3>{text.heading}</h3> <span>{text.summary(groupCount, statistics.error_count)}</span>
      </summary>
      <GroupList groups={groups.slice(0, shownCount)} onRetry={onRetry} />
      {groups.length > shownCount ? (
        <details className={styles.more}>
          <summary>{text.more(groupCount - shownCount)}</summary>
          <GroupList groups={groups.slice(shownCount)} onRetry={onRetry} />
          {groups.length < groupCount ? (
            <div className={styles.rest}>
              <p>{text.listed(groups.length, groupCount)}</p>
              {onMore ? (
                <button type="button" className={button.secondary} onClick={onMore}>
                  {text.showMore}
                </button>
              ) : (
                <p>{text.narrow}</p>
              )}
            </div>
          ) : null}
        </details>
      ) : null}
      {retryGroup ? (
        <BulkActionDialog
          action="retry"
          target={{
            filter: { error: retryGroup.name, kind: search.kind ?? null, from: since, to: until },
          }}
          onClose={() => setRetryGroup(null)}
        />
      ) : null}
    </details>
  );
}

interface GroupListProps {
  groups: readonly Group[];
  /** Missing for users who may not act. */
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
  // Without a chosen time the figures use the default one, so the link must use it too.
  const hasTime = search.last || search.from || search.to;
  const time = hasTime ? {} : { last: defaultLast };
  return (
    <li className={styles.group}>
      <div className={styles.text}>
        <p className={styles.name}>{name}</p>
        <p className={styles.times}>
          <b>{formatNumber(count)}</b>
          <SeenAt label={text.first} at={first} />
          <SeenAt label={text.last} at={last} />
        </p>
      </div>
      <Link
        from="/admin/tasks"
        search={serialiseSearch(changeSearch(search, { error: name, ...time }))}
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

function SeenAt({ label, at }: { label: string; at: string | null }) {
  return at ? (
    <span>
      {label} <RelativeTime iso={at} />
    </span>
  ) : null;
}
