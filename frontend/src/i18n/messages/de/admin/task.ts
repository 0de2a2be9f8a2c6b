import type { texts as english } from "../../en/admin/task";

/** Die Texte der Seite einer Aufgabe. */
export const texts: typeof english = {
  back: "Zurück zur Liste",
  unknown: {
    heading: "Diese Aufgabe gibt es nicht",
    lead: "Vielleicht wurde sie aufgeräumt, oder die Kennung ist falsch geschrieben.",
  },
  accountDeleted:
    "Das Konto zu dieser Aufgabe ist gelöscht. Nur Art, Zustände und Zeiten sind noch da.",

  timeline: {
    heading: "Was geschehen ist",
    requested: "Angefordert",
    due: "Fällig",
    blocked: (tasks) =>
      tasks === 1 ? "Wartet auf eine andere Aufgabe" : `Wartet auf ${tasks} andere Aufgaben`,
    published: "An den Broker übergeben",
    attempt: (number) => `Versuch ${number}`,
    on: (worker) => `bei ${worker}`,
    waited: (span) => `wartete ${span}`,
    ran: (span) => `lief ${span}`,
    running: (span) => `läuft seit ${span}`,
    outcomes: {
      PENDING: "Zurück in der Warteschlange",
      STARTED: "Läuft",
      RETRY: "Gescheitert, wird wieder versucht",
      SUCCESS: "Fertig",
      FAILURE: "Endgültig gescheitert",
      REVOKED: "Abgebrochen",
    },
    again: "Nächster Versuch fällig",
    log: (lines) => (lines === 1 ? "1 Protokollzeile" : `${lines} Protokollzeilen`),
    logOf: (number) => `Protokoll von Versuch ${number}`,
    traceback: "Traceback",
    tracebackOf: (number) => `Traceback von Versuch ${number}`,
  },

  properties: {
    heading: "Angaben",
    id: "Kennung",
    queue: "Warteschlange",
    worker: "Worker",
    attempts: "Versuche",
    waited: "Gewartet",
    ran: "Gelaufen",
    progress: "Fortschritt",
    reference: "Referenz",
    group: "Fehlergruppe",
  },
  user: {
    heading: "Person",
    otherTasks: "Weitere Aufgaben dieser Person",
  },
  links: {
    heading: "Dazu gehört",
    flower: "In Flower ansehen",
    retryOf: "Die ursprüngliche Aufgabe",
    retriedBy: "Die Wiederholung dieser Aufgabe",
    sameError: "Aufgaben mit demselben Fehler",
    sameWorker: "Aufgaben desselben Workers",
  },
  actions: {
    heading: "Aktionen der Administration",
    none: "Keine.",
    unknownUser: "Jemand",
    events: {
      task_retried: "hat sie wiederholt",
      task_revoked: "hat sie abgebrochen",
      tasks_retried: "hat sie mit anderen wiederholt",
      tasks_revoked: "hat sie mit anderen abgebrochen",
    },
    started: "hat sie gestartet",
  },

  progress: (percent, step) => `${percent} %${step ? `, ${step}` : ""}`,
  payload: "Auftrag",
  payloadHint: "Die Eingabe der Aufgabe. Geheimes ist verdeckt.",
  result: "Ergebnis",
  thumbnails: "Vorschaubilder",
  thumbnail: (size) => `Vorschaubild, ${size} Pixel`,
  error: "Fehler",
  reason: "Grund",
  traceback: "Traceback",
};
