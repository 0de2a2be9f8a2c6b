import type { texts as english } from "../../en/admin/workers";

/** Die Texte der Seite über die Worker. */
export const texts: typeof english = {
  title: "Worker",
  lead: "Die Worker mit ihren laufenden Aufgaben, und die Warteschlangen.",
  flower: "Poolgröße, Begrenzungen und Abschalten gibt es in Flower",
  workers: "Worker",
  none: { heading: "Kein Worker läuft", lead: "Aufgaben warten, bis ein Worker startet." },
  silent: "Still",
  working: "Arbeitet",
  idle: "Frei",
  silentHint: (span) =>
    `Letztes Lebenszeichen ${span}. Andere Worker übernehmen seine Aufgaben, sobald deren Frist abläuft.`,
  seen: "Letztes Lebenszeichen",
  started: "Gestartet",
  running: "Läuft gerade",
  since: "seit",
  history: "Seine Aufgaben",
  historyOf: (name) => `bei ${name}`,
  queues: "Warteschlangen",
  queue: "Warteschlange",
  processes: "Prozesse",
  noProcess: "keine",
  waiting: "Wartend",
  oldest: "Älteste fällig",
  paused: "Angehalten",
  pause: "Anhalten",
  resume: "Fortsetzen",
  pauseQuestion: (queue) => `Die Warteschlange ${queue} anhalten?`,
  pauseHint:
    "Ihre Aufgaben warten, bis du sie fortsetzt, auch wenn Server neu starten. Aufgaben, die schon laufen, werden fertig.",
  isPaused: (queue) => `Die Warteschlange ${queue} ist angehalten.`,
  isResumed: (queue) => `Die Aufgaben von ${queue} laufen wieder.`,
  pauseFailed: "Die Warteschlange ließ sich nicht anhalten.",
  resumeFailed: "Die Warteschlange ließ sich nicht fortsetzen.",
  noQueues: "Noch ist keine Warteschlange bekannt.",
  loadFailed: "Die Worker ließen sich nicht laden.",
};
