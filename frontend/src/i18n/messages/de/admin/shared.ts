import type { texts as english } from "../../en/admin/shared";

/** Die Texte, die allen Seiten der Administration gemeinsam sind. */
export const texts: typeof english = {
  sections: { label: "Administration", tasks: "Aufgaben", workers: "Worker", staff: "Rollen" },
  flower: "Flower",
  readOnly: "Du darfst hier alles ansehen. Wiederholen und abbrechen kann nur die Administration.",
  forbidden: {
    heading: "Nur für die Administration",
    lead: "Dein Konto darf diese Seite nicht sehen.",
  },
  clock: { label: "Uhrzeiten", local: "Ortszeit", UTC: "UTC" },
  none: "–",
  close: "Schließen",
  cancel: "So lassen",
  copy: "Kopieren",
  copied: "Kopiert",
  copyFailed: "Nicht kopiert: Der Browser erlaubt es nicht. Markiere den Text stattdessen.",

  states: {
    PENDING: "Wartet",
    STARTED: "Läuft",
    RETRY: "Versucht es wieder",
    SUCCESS: "Fertig",
    FAILURE: "Gescheitert",
    REVOKED: "Abgebrochen",
  },

  kinds: {
    resize_thumbnail: "Bild",
    send_confirmation_email: "Bestätigungsmail",
    send_password_reset_email: "Passwortmail",
    send_email_change_email: "Adresswechsel-Mail",
    send_notice: "Hinweismail",
    expire_sign_ups: "Aufräumen der Registrierungen",
    expire_links: "Aufräumen der Links",
    expire_sessions: "Aufräumen der Anmeldungen",
    clean_pictures: "Aufräumen der Bilder",
    forget_history: "Aufräumen der Aufgaben",
    forget_audit: "Aufräumen des Protokolls",
    retry_many: "Wiederholen mehrerer Aufgaben",
    revoke_many: "Abbrechen mehrerer Aufgaben",
  },
};
