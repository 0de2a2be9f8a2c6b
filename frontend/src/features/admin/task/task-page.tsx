import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useLocation } from "@tanstack/react-router";
import type { AdminTaskDetail } from "../../../api/generated";
import { ApiError } from "../../../api/problem";
import { ErrorPage } from "../../../components/error-page";
import { MessagePage } from "../../../components/message-page";
import { PageHeading } from "../../../components/page-heading";
import { Skeleton } from "../../../components/skeleton";
import { TaskStateIcon } from "../../../components/task-state-icon";
import { useMessages } from "../../../i18n/messages";
import type { RawSearch } from "../../../lib/search-params";
import button from "../../../styles/button.module.css";
import { TaskActions } from "../actions/task-actions";
import { kindTitle } from "../kind-title";
import { taskQuery } from "../queries";
import { useRole } from "../use-role";
import { CodeBlock } from "./code-block";
import styles from "./task-page.module.css";
import { TaskProperties } from "./task-properties";
import { Thumbnails } from "./thumbnails";
import { Timeline } from "./timeline";

const route = getRouteApi("/members/admin/tasks/$taskId");

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The search parameters of the list that the page was opened from. */
    list?: RawSearch;
  }
}

/** The page of one task. */
export function TaskPage() {
  const text = useMessages("admin").task;
  const { taskId } = route.useParams();
  const { data: task, error, refetch } = useQuery(taskQuery(taskId));
  if (task) {
    return <Task key={taskId} task={task} />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 422)) {
    return (
      <MessagePage {...text.unknown}>
        <BackLink />
      </MessagePage>
    );
  }
  return error ? <ErrorPage error={error} onRetry={() => void refetch()} /> : <TaskSkeleton />;
}

function TaskSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton rows={12} />
    </div>
  );
}

function Task({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task;
  const admin = useMessages("admin");
  const { mayAct } = useRole();
  const name = kindTitle(task.kind);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <BackLink />
        <PageHeading title={name}>{name}</PageHeading>
        <div className={styles.status}>
          <p className={styles.state} role="status">
            <TaskStateIcon state={task.state} />
            {admin.states[task.state]}
          </p>
          {mayAct ? <TaskActions task={task} /> : null}
        </div>
        {task.state === "STARTED" ? <Progress task={task} /> : null}
      </div>
      <div className={styles.columns}>
        <div className={styles.main}>
          {task.forgotten ? <p className={styles.notice}>{text.accountDeleted}</p> : null}
          <TaskError task={task} />
          {task.thumbnails ? <Thumbnails thumbnails={task.thumbnails} /> : null}
          <Timeline task={task} />
          {task.traceback && !isInAttempts(task) ? (
            <CodeBlock heading={text.traceback} code={task.traceback} />
          ) : null}
          {task.result ? (
            <CodeBlock heading={text.result} code={JSON.stringify(task.result, null, 2)} />
          ) : null}
          <CodeBlock
            heading={text.payload}
            hint={text.payloadHint}
            code={JSON.stringify(task.payload, null, 2)}
          />
        </div>
        <TaskProperties task={task} />
      </div>
    </div>
  );
}

function Progress({ task: { progress, step } }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task;
  return (
    <div className={styles.progress}>
      <progress aria-label={text.properties.progress} value={progress} max={100} />
      <p>{text.progress(progress, step)}</p>
    </div>
  );
}

/** The error of a task; for a cancelled one, the reason. */
function TaskError({ task: { error, state } }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task;
  return error ? (
    <section className={styles.error} data-state={state}>
      <h2>{state === "REVOKED" ? text.reason : text.error}</h2>
      <p>{error.message}</p>
      <p>
        <code>{error.code}</code>
      </p>
    </section>
  ) : null;
}

/** Whether an attempt already shows the traceback of the task. */
function isInAttempts({ traceback, attempts_history: attempts }: AdminTaskDetail): boolean {
  return attempts.some((attempt) => attempt.traceback === traceback);
}

/** A link to the list, with the filters that it had when this page was opened. */
function BackLink() {
  const text = useMessages("admin").task;
  const { list = {} } = useLocation().state;
  return (
    <Link to="/admin/tasks" search={list} className={button.quiet}>
      ← {text.back}
    </Link>
  );
}
