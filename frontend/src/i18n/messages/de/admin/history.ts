import type { TaskState } from "../../../../api/generated";
import { formatNumber } from "../../../../lib/numbers";
import type { texts as english } from "../../en/admin/history";
import { texts as admin } from "./shared";
import { taskAmount } from "./task-amount";

/** "3 gescheitert, 12 fertig". */
const stateAmounts = (counts: ReadonlyArray<readonly [TaskState, number]>) =>
  counts
    .map(([state, count]) => `${formatNumber(count)} ${admin.states[state].toLowerCase()}`)
    .join(", ") || "keine Aufgaben";

/** Die Texte der Aufgabenliste. */
export const texts: typeof english = {
  title: "Aufgaben",
  csv: { short: "CSV", rest: "der gefilterten Aufgaben" },
  live: {
    pause: "Anhalten",
    resume: "Fortsetzen",
    rest: "der laufenden Aktualisierung",
    late: "Nicht auf dem neuesten Stand: Der Server antwortet nicht.",
  },
  keys: "Tastatur",

  filters: "Filter",
  moreFilters: "Weitere Filter",
  search: {
    label: "Suche",
    placeholder: "Adresse, Kennung oder Fehler",
    submit: "Suchen",
  },
  state: "Zustand",
  kind: "Art",
  worker: "Worker",
  allKinds: "Alle Arten",
  allWorkers: "Alle Worker",
  time: {
    label: "Zeit",
    any: "Jederzeit",
    chosen: "Von … bis …",
    from: "Von",
    to: "Bis",
    show: "Zeigen",
    durations: {
      PT1H: "Letzte Stunde",
      P1D: "Letzte 24 Stunden",
      P7D: "Letzte 7 Tage",
      P30D: "Letzte 30 Tage",
      P365D: "Letztes Jahr",
    },
    reversed: "Das Ende muss nach dem Anfang liegen.",
    errors: {
      incomplete: "Gib Datum und Uhrzeit vollständig ein.",
      year: "Wähle ein Jahr von 1970 bis 9999.",
      missing: "Diese Stunde gibt es nicht: Die Uhr wird vorgestellt. Wähle eine andere.",
    },
  },
  chips: {
    label: "Gewählte Filter",
    clear: "Alle entfernen",
    remove: (label) => `Filter entfernen: ${label}`,
    state: (state) => `Zustand: ${admin.states[state]}`,
    kind: (kind) => `Art: ${kind}`,
    query: (query) => `Suche: ${query}`,
    user: (person) => `Person: ${person}`,
    worker: (name) => `Bei Worker: ${name}`,
    error: (name) => `Fehler: ${name}`,
    from: (time) => `Ab ${time}`,
    to: (time) => `Bis ${time}`,
    between: (from, to) => `${from} – ${to}`,
  },

  figures: {
    heading: "Kennzahlen",
    of: (range) => `${range}, alle Aufgaben`,
    ofKind: (range, kind) => `${range}: ${kind}`,
    open: "Diagramm und Fehler",
    close: "Diagramm und Fehler ausblenden",
    failureRate: "Fehlerquote",
    wait: "Gewartet",
    run: "Gelaufen",
    p50: "Median",
    p95: "p95",
    queued: "Anstehend",
    oldest: "älteste fällig",
    workers: "Worker",
    seen: "Lebenszeichen",
    silent: (count) => `${formatNumber(count)} ohne Lebenszeichen`,
    noWorkers: "keiner läuft",
    nothingQueued: "nichts wartet",
    loadFailed: "Die Kennzahlen ließen sich nicht laden.",
  },

  histogram: {
    label: "Aufgaben im Lauf der Zeit",
    maxTotal: (count) => `höchstens ${formatNumber(count)}`,
    bar: (from, to, counts = []) => `${from} bis ${to}: ${stateAmounts(counts)}`,
    hint: "Ziehe über die Balken, um eine Zeit zu wählen, oder drücke Umschalt und Pfeiltasten, dann Enter.",
    choose: "Diese Zeit zeigen",
    table: "Als Tabelle",
    began: "Ab",
    empty: "Keine Aufgabe in dieser Zeit.",
  },

  errors: {
    heading: "Fehler",
    summary: (groups, tasks) =>
      `${formatNumber(groups)} ${groups === 1 ? "Art" : "Arten"} von Fehlern, ${taskAmount(tasks)}`,
    first: "Zuerst",
    last: "Zuletzt",
    more: (groups) => `${formatNumber(groups)} weitere`,
    listed: (listed, all) =>
      `Die ${formatNumber(listed)} häufigsten von ${formatNumber(all)} sind aufgelistet.`,
    showMore: "Mehr auflisten",
    narrow: "Wähle eine kürzere Zeit oder eine Art von Aufgaben, um die anderen zu sehen.",
    show: "Zeigen",
    showWhich: (name) => `Aufgaben mit ${name}`,
    retryAll: (count) => (count === 1 ? "Wiederholen" : `Alle ${formatNumber(count)} wiederholen`),
    retryWhich: (name) => `mit ${name}`,
  },

  list: {
    label: "Aufgaben",
    count: taskAmount,
    newTasks: (count, capped) =>
      `${formatNumber(count)}${capped ? "+" : ""} neue ${count === 1 && !capped ? "Aufgabe" : "Aufgaben"}`,
    unmatched: "passt nicht mehr",
    columns: {
      task: "Aufgabe",
      person: "Person",
      state: "Zustand",
      created: "Angelegt",
      wait: "Gewartet",
      run: "Gelaufen",
      attempts: "Versuche",
      worker: "Worker",
    },
    running: (percent) => `Läuft, ${percent} %`,
    tries: (count) => (count === 1 ? "1 Versuch" : `${formatNumber(count)} Versuche`),
    of: (person) => `von ${person}`,
    taskOf: (kind, person) => `${kind} von ${person}`,
    retryNote: "Wiederholung",
    pages: "Seiten",
    newer: "Neuere",
    older: "Ältere",
    newest: "Neueste",
    empty: {
      heading: "Noch keine Aufgabe",
      lead: "Die erste Registrierung legt zwei Aufgaben an.",
    },
    emptyFiltered: {
      heading: "Keine Aufgabe passt",
      lead: "Versuch es mit weniger Filtern oder einer längeren Zeit.",
    },
    loadFailed: "Die Aufgaben ließen sich nicht laden.",
  },

  selection: {
    label: "Gewählte Aufgaben",
    one: (kind) => `Wählen: ${kind}`,
    page: "Alle auf dieser Seite wählen",
    chosen: (count) => `${formatNumber(count)} gewählt`,
    clear: "Keine wählen",
    tooMany: (most) =>
      `Einzeln lassen sich höchstens ${formatNumber(most)} wählen. Für mehr setze einen Filter und nimm „Alle passenden“.`,
    retry: "Wiederholen…",
    revoke: "Abbrechen…",
    matching: "Alle passenden",
    retryMatching: "Alle passenden wiederholen…",
    revokeMatching: "Alle passenden abbrechen…",
  },

  help: {
    heading: "Tastatur",
    search: "Suchen",
    move: "Nächste und vorige Aufgabe",
    open: "Aufgabe öffnen",
    choose: "Aufgabe wählen; mit Umschalt alle bis zu ihr",
    retry: "Gewählte Aufgaben wiederholen, sonst die Aufgabe mit dem Fokus",
    revoke: "Gewählte Aufgaben abbrechen, sonst die Aufgabe mit dem Fokus",
    help: "Diese Hilfe",
    or: "oder",
    enabled: "Einzelne Tasten als Kürzel verwenden",
  },
};
