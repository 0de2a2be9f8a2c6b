import styles from "./task-filters.module.css";

interface SelectFilterProps {
  label: string;
  /** The label of the choice without a filter. */
  allLabel: string;
  value: string | undefined;
  choices: ReadonlyArray<readonly [value: string, label: string]>;
  onChoose: (value: string) => void;
}

/** A filter with a list of choices. */
export function SelectFilter({ label, allLabel, value, choices, onChoose }: SelectFilterProps) {
  return (
    <label className={styles.filter}>
      <span className="visually-hidden">{label}</span>
      <select
        className={styles.input}
        value={value ?? ""}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{allLabel}</option>
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
