import { type TimeZone, timesOfField, toFieldValue } from "../time-zone";
import { isYearAllowed, type TaskSearch } from "./task-search";

type End = "from" | "to";

/** Why a typed time cannot be used. */
type EndError = "incomplete" | "year" | "missing";

/** The typed ends of a range that can be used, or the error of each other end. */
export interface ParsedRange {
  range: Pick<TaskSearch, End>;
  errors: Partial<Record<End, EndError>>;
}

/**
 * Parses the ends that the user typed.
 *
 * An end that did not change keeps its time, because a field cannot tell the two hours apart that
 * have the same name when the clocks go back. A new end in such an hour includes both of them.
 */
export function parseRange(
  fields: Readonly<Record<End, HTMLInputElement>>,
  search: TaskSearch,
  zone: TimeZone,
): ParsedRange {
  const parsed: ParsedRange = { range: {}, errors: {} };
  for (const end of ["from", "to"] as const) {
    const time = parseEnd(fields[end], end, search[end], zone);
    if (time instanceof Date) {
      parsed.range[end] = time.toISOString();
    } else if (time) {
      parsed.errors[end] = time;
    }
  }
  return parsed;
}

function parseEnd(
  { value, validity }: HTMLInputElement,
  end: End,
  current: string | undefined,
  zone: TimeZone,
): Date | EndError | undefined {
  if (validity.badInput) {
    return "incomplete";
  }
  if (!value) {
    return undefined;
  }
  if (current && isSameField(value, toFieldValue(current, zone))) {
    return new Date(current);
  }
  // A year of more or fewer than four digits is no ISO date.
  if (!/^\d{4}-/.test(value) || !isYearAllowed(new Date(`${value.slice(0, 10)}T12:00:00Z`))) {
    return "year";
  }
  const time = timesOfField(value, zone).at(end === "from" ? 0 : -1);
  if (!time) {
    return "missing";
  }
  // The first and the last hours of the allowed years differ from zone to zone.
  return isYearAllowed(time) ? time : "year";
}

/** Browsers leave out seconds that are zero. */
function isSameField(value: string, currentValue: string): boolean {
  return value === currentValue || `${value}:00` === currentValue;
}
