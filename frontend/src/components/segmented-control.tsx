import { useId } from "react";
import styles from "./segmented-control.module.css";

interface SegmentedControlProps<Value extends string> {
  legend: string;
  choices: readonly Value[];
  names: Readonly<Record<Value, string>>;
  /** The language of a name, if it differs from the page's. */
  langOf?: (choice: Value) => string;
  value: Value;
  onChoose: (value: Value) => void;
}

/** A choice of one value among a few, shown side by side. */
export function SegmentedControl<Value extends string>({
  legend,
  choices,
  names,
  langOf,
  value,
  onChoose,
}: SegmentedControlProps<Value>) {
  const group = useId();
  return (
    <fieldset className={styles.group}>
      <legend className="visually-hidden">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice} className={styles.choice} lang={langOf?.(choice)}>
          <input
            type="radio"
            name={group}
            value={choice}
            checked={choice === value}
            onChange={() => onChoose(choice)}
          />
          <span>{names[choice]}</span>
        </label>
      ))}
    </fieldset>
  );
}
