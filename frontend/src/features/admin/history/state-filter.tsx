import type { TaskState } from "../../../api/generated";
import { TaskStateIcon } from "../../../components/task-state-icon";
import { useMessages } from "../../../i18n/messages";
import styles from "./state-filter.module.css";
import { states } from "./task-search";
import { useTaskSearch } from "./use-task-search";

/** Filters by state; without a choice all states are shown. */
export function StateFilter() {
  const admin = useMessages("admin");
  const history = useMessages("admin").history;
  const { search, setSearch } = useTaskSearch();
  const chosen = search.state ?? [];
  const toggle = (state: TaskState) => {
    const next = states.filter(
      (chosenState) => chosen.includes(chosenState) !== (chosenState === state),
    );
    setSearch({ state: next.length > 0 ? next : undefined });
  };
  return (
    <fieldset className={styles.states}>
      <legend className="visually-hidden">{history.state}</legend>
      {states.map((state) => (
        <label key={state} className={styles.state}>
          <input type="checkbox" checked={chosen.includes(state)} onChange={() => toggle(state)} />
          <TaskStateIcon state={state} />
          {admin.states[state]}
        </label>
      ))}
    </fieldset>
  );
}
