import type { TaskState } from "../../../api";
import { StateMark } from "../../../components/state-mark";
import { adminMessages } from "../../../messages-admin";
import { historyMessages } from "../../../messages-admin-history";
import styles from "./state-filter.module.css";
import { states } from "./task-search";
import { useTaskSearch } from "./use-task-search";

/** Which states to show; none chosen is all. */
export function StateFilter() {
  const { search, show } = useTaskSearch();
  const chosen = search.state ?? [];
  const toggle = (state: TaskState) => {
    const next = states.filter((each) => chosen.includes(each) !== (each === state));
    show({ state: next.length > 0 ? next : undefined });
  };
  return (
    <fieldset className={styles.states}>
      <legend className="visually-hidden">{historyMessages.state}</legend>
      {states.map((state) => (
        <label key={state} className={styles.state}>
          <input type="checkbox" checked={chosen.includes(state)} onChange={() => toggle(state)} />
          <StateMark state={state} />
          {adminMessages.states[state]}
        </label>
      ))}
    </fieldset>
  );
}
