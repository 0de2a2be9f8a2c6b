import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { AdminTaskDetail } from "../../../api/generated";
import { useMessages } from "../../../i18n/messages";
import { writeSearch } from "../history/task-search";
import styles from "./facts.module.css";

/** Whom a task is about. */
export function PersonPart({ person }: { person: AdminTaskDetail["person"] }) {
  const text = useMessages("admin").task.person;
  const id = useId();
  if (!person) {
    return null;
  }
  const user = person.user_id ?? person.sign_up_id ?? undefined;
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{text.heading}</h2>
      <p>
        <b>{person.display_name}</b>
        <br />
        {person.email}
      </p>
      {user ? (
        <p className={styles.links}>
          <Link to="/admin/tasks" search={writeSearch({ user })}>
            {text.others}
          </Link>
        </p>
      ) : null}
    </section>
  );
}
