import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { serialiseSearch } from "../history/task-search";
import styles from "./task-properties.module.css";

/** The user that a task belongs to. */
export function TaskUser({ user }: { user: AdminTaskDetail["person"] }) {
  const text = useMessages("admin").task.user;
  const id = useId();
  if (!user) {
    return null;
  }
  const userId = user.user_id ?? user.sign_up_id ?? undefined;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      <p>
        <b dir="auto">{user.display_name}</b>
        <br />
        <bdi>{user.email}</bdi>
      </p>
      {userId ? (
        <p className={styles.links}>
          <Link to="/admin/tasks" search={serialiseSearch({ user: userId })}>
            {text.otherTasks}
          </Link>
        </p>
      ) : null}
    </section>
  );
}
