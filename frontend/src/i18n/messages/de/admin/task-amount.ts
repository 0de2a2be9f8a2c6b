import { formatNumber } from "../../../../lib/numbers";

/**
 * "1 Aufgabe", "2.000 Aufgaben"; "mehr als 10.000 Aufgaben", wenn der Server nicht weiter zählt.
 */
export function taskAmount(count: number, capped = false): string {
  const isOne = count === 1 && !capped;
  return `${capped ? "mehr als " : ""}${formatNumber(count)} ${isOne ? "Aufgabe" : "Aufgaben"}`;
}
