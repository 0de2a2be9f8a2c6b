import type { TaskStatus } from "../../api/generated";
import { ErrorReference } from "../../components/error-reference";
import { TaskStateIcon } from "../../components/task-state-icon";
import { useMessages } from "../../i18n/messages";
import { describeTask, taskName } from "./sign-up-tasks";
import styles from "./task-step.module.css";

/** One task with its name, state and duration. */
export function TaskStep({ task, email }: { task: TaskStatus; email: string }) {
  const welcome = useMessages("welcome");
  const name = taskName(task.kind);
  return (
    <li className={styles.step} data-state={task.state}>
      <TaskStateIcon state={task.state} />
      <div className={styles.text}>
        <h2 className={styles.name}>{name}</h2>
        <p className={styles.description}>{describeTask(task, email)}</p>
        {task.state === "STARTED" ? (
          <progress aria-label={welcome.tasks.progress(name)} value={task.progress} max={100} />
        ) : null}
        {task.state === "FAILURE" ? <ErrorReference value={task.id} /> : null}
      </div>
    </li>
  );
}
