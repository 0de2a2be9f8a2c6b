import type { texts as english } from "../../en/admin/workers";

/** Die Texte der Seite über die Worker. */
export const texts: typeof english = {
  title: "Worker",
  lead: "Wer arbeitet, woran, und was wartet.",
  flower: "Poolgröße, Begrenzungen und Abschalten gibt es in Flower",
  workers: "Worker",
  none: { heading: "Kein Worker läuft", lead: "Aufgaben warten, bis wieder einer da ist." },
  silent: "Still",
  working: "Arbeitet",
  idle: "Frei",
  silentHint: (span) =>
    `Letztes Lebenszeichen ${span}. Seine Aufgaben bekommen andere, sobald ihre Frist um ist.`,
  seen: "Letztes Lebenszeichen",
  started: "Gestartet",
  running: "Läuft gerade",
  since: "seit",
  history: "Seine Aufgaben",
  historyOf: (name) => `bei ${name}`,
  queues: "Warteschlangen",
  queue: "Warteschlange",
  waiting: "Wartend",
  oldest: "Älteste fällig",
  noQueues: "Noch ist keine Warteschlange bekannt.",
  loadFailed: "Die Worker ließen sich nicht laden.",
};
