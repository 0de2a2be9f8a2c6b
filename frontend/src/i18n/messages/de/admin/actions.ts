import { formatNumber } from "../../../../lib/numbers";
import type { texts as english } from "../../en/admin/actions";
import { taskAmount } from "./task-amount";

/** Die Texte zu Aktionen mit Aufgaben. */
export const texts: typeof english = {
  counting: "Wird gezählt…",
  mails: (count) =>
    count === 1
      ? "1 E-Mail wird noch einmal gesendet. Wer die erste bekommen hat, bekommt eine zweite."
      : `${formatNumber(count)} E-Mails werden noch einmal gesendet. Wer die erste bekommen hat, bekommt eine zweite.`,
  capped: "Es sind noch mehr; die Aktion gilt für alle.",
  of: (kind, count) => `${kind}: ${formatNumber(count)} Mal`,
  progress: "Fortschritt",
  background: "Es geht weiter, auch wenn du diesen Dialog schließt.",
  follow: "Die Aufgabe dieser Aktion öffnen",
  abort: "Abbrechen",
  aborting: "Wird abgebrochen…",
  failed: "Das hat nicht geklappt",

  retry: {
    question: (count, capped) => `Noch einmal: ${taskAmount(count, capped)}?`,
    unchanged: (count) =>
      `Nicht dabei: ${taskAmount(count)} aus deiner Auswahl. Nur Gescheitertes und Abgebrochenes kann noch einmal laufen, jedes einmal.`,
    hint: "Für jede wird eine neue Aufgabe angelegt; die alten bleiben, wie sie sind.",
    nothing: {
      heading: "Nichts zu wiederholen",
      lead: "Nur Gescheitertes und Abgebrochenes kann noch einmal laufen, jedes einmal.",
    },
    confirm: (count, capped) => `Wiederholen: ${taskAmount(count, capped)}`,
    working: "Wird wiederholt…",
    done: (count) => `Wieder unterwegs: ${taskAmount(count)}`,
    ended: {
      FAILURE: "Das Wiederholen ist gescheitert",
      REVOKED: "Das Wiederholen wurde abgebrochen",
    },
  },
  revoke: {
    question: (count, capped) => `Abbrechen: ${taskAmount(count, capped)}?`,
    unchanged: (count) => `Schon zu Ende: ${taskAmount(count)} aus deiner Auswahl.`,
    hint: "Laufende Aufgaben werden angehalten, wartende laufen nie. Abgebrochen bleibt abgebrochen.",
    nothing: {
      heading: "Nichts abzubrechen",
      lead: "Alle diese Aufgaben sind zu Ende.",
    },
    confirm: (count, capped) => `Abbrechen: ${taskAmount(count, capped)}`,
    working: "Wird abgebrochen…",
    done: (count) => `Abgebrochen: ${taskAmount(count)}`,
    ended: {
      FAILURE: "Das Abbrechen ist gescheitert",
      REVOKED: "Das Abbrechen wurde abgebrochen",
    },
  },

  one: {
    retry: {
      open: "Noch einmal…",
      question: "Diese Aufgabe noch einmal ausführen?",
      hint: "Eine neue Aufgabe tut dieselbe Arbeit; diese bleibt, wie sie ist.",
      mail: "Sie sendet ihre E-Mail noch einmal. Wer die erste bekommen hat, bekommt eine zweite.",
      confirm: "Noch einmal ausführen",
    },
    revoke: {
      open: "Abbrechen…",
      question: "Diese Aufgabe abbrechen?",
      hint: "Sie wird angehalten, wenn sie läuft, und bleibt abgebrochen.",
      mail: "Eine E-Mail, die schon unterwegs ist, kommt trotzdem an.",
      confirm: "Aufgabe abbrechen",
    },
  },
};
