import { type FormEvent, type RefObject, useId, useRef, useState } from "react";
import { useMessages } from "../../../i18n/messages";
import button from "../../../styles/button.module.css";
import { toFieldValue, useTimeZone } from "../time-zone";
import { type ParsedRange, parseRange } from "./custom-range";
import styles from "./task-filters.module.css";
import { useTaskSearch } from "./use-task-search";
import { useUnsentText } from "./use-unsent-text";

/** A range with a begin and an end; one of them may be missing. */
export function CustomRangeForm() {
  const text = useMessages("admin").history.time;
  const { search, setSearch } = useTaskSearch();
  const [zone] = useTimeZone();
  const [errors, setErrors] = useState<ParsedRange["errors"]>({});
  const [isReversed, setReversed] = useState(false);
  const from = useRef<HTMLInputElement>(null);
  const to = useRef<HTMLInputElement>(null);
  const fromValue = toFieldValue(search.from, zone);
  const toValue = toFieldValue(search.to, zone);
  const unsentFrom = useUnsentText(from, "task-from", fromValue);
  const unsentTo = useUnsentText(to, "task-to", toValue);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!(from.current && to.current)) {
      return;
    }
    const { range, errors: newErrors } = parseRange(
      { from: from.current, to: to.current },
      search,
      zone,
    );
    const isOutOfOrder = Boolean(range.from && range.to && range.from >= range.to);
    setErrors(newErrors);
    setReversed(isOutOfOrder);
    if (newErrors.from || newErrors.to) {
      (newErrors.from ? from : to).current?.focus();
    } else if (!isOutOfOrder) {
      unsentFrom.forget();
      unsentTo.forget();
      setSearch({ from: undefined, to: undefined, ...range });
    }
  };
  return (
    <form className={styles.customRange} onSubmit={submit} noValidate={true}>
      <DateTimeField
        input={from}
        label={text.from}
        value={fromValue}
        onInput={unsentFrom.keep}
        error={errors.from && text.errors[errors.from]}
      />
      <DateTimeField
        input={to}
        label={text.to}
        value={toValue}
        onInput={unsentTo.keep}
        error={errors.to && text.errors[errors.to]}
      />
      <button type="submit" className={button.secondary}>
        {text.show}
      </button>
      {isReversed ? (
        <p className={styles.error} role="alert">
          {text.reversed}
        </p>
      ) : null}
    </form>
  );
}

interface DateTimeFieldProps {
  input: RefObject<HTMLInputElement | null>;
  label: string;
  value: string;
  onInput: () => void;
  error: string | undefined;
}

function DateTimeField({ input, label, value, onInput, error }: DateTimeFieldProps) {
  const errorId = useId();
  return (
    <div className={styles.dateTime}>
      <label className={styles.filter}>
        <span>{label}</span>
        <input
          ref={input}
          type="datetime-local"
          step={1}
          className={styles.input}
          defaultValue={value}
          onInput={onInput}
          aria-invalid={Boolean(error)}
          aria-describedby={error ? errorId : undefined}
        />
      </label>
      {error ? (
        <p id={errorId} className={styles.error} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
