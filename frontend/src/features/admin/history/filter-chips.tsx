import { useQuery } from "@tanstack/react-query";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { personName } from "../person-link";
import { tasksQuery } from "../queries";
import { useTimeZone } from "../time-zone";
import { filterChips } from "./filter-chip-texts";
import styles from "./filter-chips.module.css";
import type { TaskSearch } from "./task-search";
import { useTaskSearch } from "./use-task-search";

const noFilters = {
  state: undefined,
  kind: undefined,
  q: undefined,
  user: undefined,
  worker: undefined,
  error: undefined,
  last: undefined,
  from: undefined,
  to: undefined,
} as const;

/** The active filters, each with a button that removes it. */
export function FilterChips() {
  const text = useMessages("admin").history.chips;
  const { search, setSearch } = useTaskSearch();
  const [zone] = useTimeZone();
  const chips = filterChips(search, zone, usePersonOfList(search));
  return chips.length > 0 ? (
    <ul className={styles.chips} aria-label={text.label}>
      {chips.map(({ label, without }) => (
        <li key={label} className={styles.chip}>
          <span className={styles.label} title={label}>
            {label}
          </span>
          <button
            type="button"
            className={styles.remove}
            aria-label={text.remove(label)}
            onClick={() => setSearch(without)}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="m4.5 4.5 7 7m0-7-7 7" />
            </svg>
          </button>
        </li>
      ))}
      <li>
        <button type="button" className={button.quiet} onClick={() => setSearch(noFilters)}>
          {text.clear}
        </button>
      </li>
    </ul>
  ) : null;
}

/** Names the person whose tasks are listed. Undefined if no row tells who that is. */
function usePersonOfList(search: TaskSearch): string | undefined {
  const { data, isPlaceholderData } = useQuery(tasksQuery(search));
  const people = (data?.items ?? []).flatMap(({ person }) => person ?? []);
  // While the list loads, the rows of the previous one may belong to other people. In the loaded
  // list all belong to the person, also where the filter has the id of a sign-up.
  const person =
    people.find(({ id }) => id === search.user) ?? (isPlaceholderData ? undefined : people[0]);
  return person && personName(person);
}
