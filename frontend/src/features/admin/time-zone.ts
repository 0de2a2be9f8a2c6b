import { useSyncExternalStore } from "react";
import { perLanguage } from "../../i18n/language";
import { readStored, writeStored } from "../../lib/storage";

/** The time zones to choose from. */
export const timeZones = ["local", "UTC"] as const;
export type TimeZone = (typeof timeZones)[number];

const key = "foyer.zone";
const listeners = new Set<() => void>();

/** The chosen time zone, and a function that changes it. The choice is stored in this browser. */
export function useTimeZone(): [TimeZone, (zone: TimeZone) => void] {
  return [useSyncExternalStore(subscribe, readTimeZone), setTimeZone];
}

function readTimeZone(): TimeZone {
  return readStored(key) === "UTC" ? "UTC" : "local";
}

function setTimeZone(zone: TimeZone): void {
  writeStored(key, zone === "local" ? null : zone);
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const dateStyles = {
  exact: { dateStyle: "medium", timeStyle: "long" },
  time: { hour: "2-digit", minute: "2-digit" },
  dayAndTime: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type DateStyle = keyof typeof dateStyles;

const getFormat = perLanguage((locale) => {
  const formatByName = new Map<string, Intl.DateTimeFormat>();
  return (style: DateStyle, zone: TimeZone) => {
    const name = `${zone} ${style}`;
    const timeZone = zone === "UTC" ? { timeZone: "UTC" } : {};
    const format =
      formatByName.get(name) ??
      new Intl.DateTimeFormat(locale, { ...dateStyles[style], ...timeZone });
    formatByName.set(name, format);
    return format;
  };
});

/** Formats a time in a time zone: to the second and with the zone, or in a shorter style. */
export function formatInZone(iso: string, zone: TimeZone, style: DateStyle = "exact"): string {
  return getFormat()(style, zone).format(new Date(iso));
}

/** Returns a time as the value of a datetime-local field. */
export function toFieldValue(iso: string | undefined, zone: TimeZone): string {
  if (!iso) {
    return "";
  }
  const time = new Date(iso);
  const shift = zone === "UTC" ? 0 : time.getTimezoneOffset() * 60_000;
  return new Date(time.getTime() - shift).toISOString().slice(0, 19);
}

/** Returns the value of a datetime-local field as an ISO time; undefined when it is empty. */
export function fromFieldValue(value: string, zone: TimeZone): string | undefined {
  return value ? new Date(zone === "UTC" ? `${value}Z` : value).toISOString() : undefined;
}
