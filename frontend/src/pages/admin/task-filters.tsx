import { useNavigate } from "@tanstack/react-router";
import type { TaskState } from "../../api";
import { useMessages } from "../../messages";
import { taskSearch } from "../../search-params";
import button from "../../styles/button.module.css";
import { kindTitle } from "./kind-title";
import styles from "./task-filters.module.css";

interface TaskFiltersProps {
  state: TaskState | undefined;
  kind: string | undefined;
  /** The kinds there are. */
  kinds: readonly string[];
}

/** What to show; each choice goes into the address and back to the newest. */
export function TaskFilters({ state, kind, kinds }: TaskFiltersProps) {
  const text = useMessages("admin").history;
  const navigate = useNavigate({ from: "/admin/tasks" });
  const show = (change: { state?: string; kind?: string }) =>
    void navigate({
      search: ({ cursor: _, ...current }) => taskSearch({ ...current, ...change }),
    });
  const kindChoices = kind && !kinds.includes(kind) ? [kind, ...kinds] : kinds;
  return (
    <fieldset className={styles.filters}>
      <legend className="visually-hidden">{text.filters}</legend>
      <Choice
        label={text.state}
        value={state}
        choices={Object.entries(text.states)}
        onChoose={(value) => show({ state: value })}
      />
      <Choice
        label={text.kind}
        value={kind}
        choices={kindChoices.map((value) => [value, kindTitle(value)])}
        onChoose={(value) => show({ kind: value })}
      />
      {state || kind ? (
        <button
          type="button"
          className={button.quiet}
          onClick={() => show({ state: "", kind: "" })}
        >
          {text.clear}
        </button>
      ) : null}
    </fieldset>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  choices: ReadonlyArray<readonly [value: string, label: string]>;
  onChoose: (value: string) => void;
}

function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  const text = useMessages("admin").history;
  return (
    <label className={styles.choice}>
      <span>{label}</span>
      <select value={value ?? ""} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{text.all}</option>
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
