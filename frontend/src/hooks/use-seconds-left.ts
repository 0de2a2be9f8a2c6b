import { useEffect, useReducer } from "react";
import { perLanguage } from "../i18n/language";

/**
 * Whole seconds until a time (in the units of `performance.now()`, which no change of the device's
 * clock moves), counted down; 0 when it is past or null.
 */
export function useSecondsLeft(moment: number | null): number {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  const msLeft = moment === null ? 0 : moment - performance.now();
  const secondsLeft = Math.max(0, Math.ceil(msLeft / 1000));
  const isWaiting = secondsLeft > 0;
  useEffect(() => {
    if (isWaiting) {
      const timer = setInterval(tick, 1000);
      return () => clearInterval(timer);
    }
  }, [isWaiting]);
  return secondsLeft;
}

const formatIn = (unit: "second" | "minute") =>
  perLanguage(
    (locale) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }),
  );
const inSeconds = formatIn("second");
const inMinutes = formatIn("minute");

/** Formats a wait: "1 second", "40 seconds", and from two minutes on "2 minutes". */
export function formatWait(seconds: number): string {
  return seconds < 120 ? inSeconds().format(seconds) : inMinutes().format(Math.ceil(seconds / 60));
}
