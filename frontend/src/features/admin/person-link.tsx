import { Link } from "@tanstack/react-router";
import type { TaskSubject } from "../../api/generated";
import { serialiseSearch } from "./history/task-search";
import styles from "./person-link.module.css";

/** The name and the masked address of a person; the link leads to the person's tasks. */
export function PersonLink({ person }: { person: TaskSubject }) {
  const { id, display_name: name, email } = person;
  // An ellipsis hides the end of a text in the direction of its box. An Arabic name in a box from
  // left to right would lose its beginning.
  const content = (
    <>
      {name ? (
        <b dir="auto" className={styles.name}>
          {name}
        </b>
      ) : null}{" "}
      <span dir="auto" className={styles.email}>
        {email}
      </span>
    </>
  );
  return id ? (
    <Link
      to="/admin/tasks"
      search={serialiseSearch({ user: id })}
      className={styles.person}
      title={personName(person)}
    >
      {content}
    </Link>
  ) : (
    <span className={styles.person} title={personName(person)}>
      {content}
    </span>
  );
}

/** Names the person in a sentence. */
export function personName({ display_name: name, email }: TaskSubject): string {
  return name ? `${name}, ${email}` : email;
}
