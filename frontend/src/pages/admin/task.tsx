import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { AdminTaskDetail } from "../../api";
import { ErrorNotice } from "../../components/error-notice";
import { MessagePage } from "../../components/message-page";
import { PageHeading } from "../../components/page-heading";
import { PageSkeleton } from "../../components/page-skeleton";

import { StateMark } from "../../components/state-mark";
import { useMessages } from "../../messages";
import { ApiError } from "../../problem";
import { adminTaskQuery } from "../../queries-admin";
import button from "../../styles/button.module.css";
import { Attempts } from "./attempts";
import { CodeBlock } from "./code-block";
import { kindTitle } from "./kind-title";
import styles from "./task.module.css";
import { TaskFacts } from "./task-facts";

const route = getRouteApi("/members/admin/tasks/$taskId");

/** One task with all that is known of it. */
export function TaskPage() {
  const text = useMessages("admin").task;
  const { taskId } = route.useParams();
  const { data: task, error, refetch } = useQuery(adminTaskQuery(taskId));
  if (task) {
    return <Task task={task} />;
  }
  if (error instanceof ApiError && (error.status === 404 || error.status === 422)) {
    return (
      <MessagePage {...text.unknown}>
        <AllTasks />
      </MessagePage>
    );
  }
  return error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <PageSkeleton />;
}

function Task({ task }: { task: AdminTaskDetail }) {
  const text = useMessages("admin").task;
  const admin = useMessages("admin");
  const name = kindTitle(task.kind);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <AllTasks />
        <PageHeading title={name}>{name}</PageHeading>
        <p className={styles.state} role="status">
          <StateMark state={task.state} />
          {admin.history.states[task.state]}
        </p>
      </div>
      <WhyItEnded task={task} />
      <TaskFacts task={task} />
      <Attempts attempts={task.attempts_history} />
      <CodeBlock heading={text.payload} code={JSON.stringify(task.payload, null, 2)} />
      {task.result ? (
        <CodeBlock heading={text.result} code={JSON.stringify(task.result, null, 2)} />
      ) : null}
      {task.traceback && !isTold(task) ? (
        <CodeBlock heading={text.traceback} code={task.traceback} />
      ) : null}
    </div>
  );
}

/** What went wrong; for a task that was cancelled, which is no error, who wanted it so. */
function WhyItEnded({ task: { error, state } }: { task: AdminTaskDetail }) {
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

/** Whether an attempt tells the same traceback already. */
function isTold({ traceback, attempts_history: attempts }: AdminTaskDetail): boolean {
  return attempts.some((attempt) => attempt.traceback === traceback);
}

function AllTasks() {
  const text = useMessages("admin").task;
  return (
    <Link to="/admin/tasks" className={button.quiet}>
      ← {text.back}
    </Link>
  );
}
