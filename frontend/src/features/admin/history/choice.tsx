import styles from "./filters.module.css";

interface ChoiceProps {
  label: string;
  /** What the first choice is called, the one that filters nothing. */
  all: string;
  value: string | undefined;
  choices: ReadonlyArray<readonly [value: string, label: string]>;
  onChoose: (value: string) => void;
}

/** A filter that takes one of a list. */
export function Choice({ label, all, value, choices, onChoose }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <span>{label}</span>
      <select
        className={styles.input}
        value={value ?? ""}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{all}</option>
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
