import type { texts as english } from "../../en/admin/task";

/** Die Texte der Seite einer Aufgabe. */
export const texts: typeof english = {
  back: "Zurück zur Liste",
  unknown: {
    heading: "Diese Aufgabe gibt es nicht",
    lead: "Vielleicht wurde sie aufgeräumt, oder die Kennung ist falsch geschrieben.",
  },
  forgotten: "Das Konto, um das es ging, ist gelöscht. Nur Art, Zustände und Zeiten sind noch da.",

  timeline: {
    heading: "Was geschehen ist",
    requested: "Angefordert",
    due: "Fällig",
    published: "An den Broker übergeben",
    attempt: (number) => `Versuch ${number}`,
    on: (worker) => `bei ${worker}`,
    waited: (span) => `wartete ${span}`,
    ran: (span) => `lief ${span}`,
    running: (span) => `läuft seit ${span}`,
    outcomes: {
      PENDING: "Zurückgegeben",
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

  facts: {
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
  person: {
    heading: "Wer",
    others: "Weitere Aufgaben dieser Person",
  },
  links: {
    heading: "Dazu gehört",
    flower: "In Flower ansehen",
    retryOf: "Die Aufgabe, die hier wiederholt wird",
    retriedBy: "Die Aufgabe, die diese wiederholt",
    sameError: "Aufgaben mit demselben Fehler",
    sameWorker: "Aufgaben desselben Workers",
  },
  actions: {
    heading: "Was die Administration getan hat",
    none: "Nichts.",
    somebody: "Jemand",
    events: {
      task_retried: "hat sie wiederholt",
      task_revoked: "hat sie abgebrochen",
      tasks_retried: "hat sie mit anderen wiederholt",
      tasks_revoked: "hat sie mit anderen abgebrochen",
    },
    asked: "hat sie veranlasst",
  },

  progress: (percent, step) => `${percent} %${step ? `, ${step}` : ""}`,
  payload: "Auftrag",
  payloadHint: "Womit die Aufgabe begann. Geheimes ist verdeckt.",
  result: "Ergebnis",
  thumbnails: "Vorschaubilder",
  thumbnail: (size) => `Vorschaubild, ${size} Pixel`,
  error: "Fehler",
  reason: "Grund",
  traceback: "Traceback",
};
