import type { texts as english } from "../en/profile";

/** Die Texte des Profils. */
export const texts: typeof english = {
  title: "Dein Profil",
  about: (role, date) => `${role}, dabei seit dem ${date}`,
  roles: {
    user: "Mitglied",
    operator: "Mitglied mit Einsicht",
    admin: "Mitglied der Administration",
  },
  logOut: "Abmelden",
  pictureOf: (name) => `Bild von ${name}`,
  cancel: "Abbrechen",

  picture: {
    heading: "Bild",
    none: "Stattdessen siehst du deine Initialen.",
    shown: "Es steht neben deinem Namen.",
    change: "Neues Bild",
    label: "Neues Bild",
    missing: "Wähle zuerst ein Bild",
    submit: "Dieses Bild nehmen",
    failed: "Das Bild wurde nicht hochgeladen",
    sent: "Das Bild ist gesendet.",
    working: "Dein Bild wird vorbereitet…",
    ready: "Dein neues Bild ist fertig.",
    remove: "Bild entfernen",
    removed: "Dein Bild ist entfernt.",
    removeFailed: "Das Bild wurde nicht entfernt",
    revoked: "Die Arbeit an deinem Bild wurde abgebrochen.",
  },

  name: {
    heading: "Name",
    label: "Angezeigter Name",
    change: "Namen ändern",
    submit: "Namen speichern",
    saved: "Dein Name ist geändert.",
    failed: "Dein Name ist noch nicht geändert",
  },

  email: {
    heading: "E-Mail",
    change: "Adresse ändern",
    label: "Neue E-Mail-Adresse",
    hint: "Wir schicken einen Link dorthin. Deine Adresse ändert sich, wenn du ihn öffnest.",
    password: "Dein Passwort",
    submit: "Link senden",
    sent: "Ein Link ist unterwegs an die neue Adresse.",
    failed: "Die Adresse ist noch nicht geändert",
    pending: (email) => `Öffne den Link in unserer E-Mail, um ${email} zu bestätigen.`,
    withdraw: "Änderung zurücknehmen",
    withdrawn: "Die Änderung der Adresse ist zurückgenommen.",
    withdrawFailed: "Die Änderung wurde nicht zurückgenommen",
  },

  password: {
    heading: "Passwort",
    hint: "Wenn du es änderst, wirst du überall sonst abgemeldet.",
    change: "Passwort ändern",
    current: "Aktuelles Passwort",
    next: "Neues Passwort",
    submit: "Passwort speichern",
    saved: "Dein Passwort ist geändert, und deine anderen Anmeldungen sind beendet.",
    savedAndWithdrawn:
      "Dein Passwort ist geändert, und deine anderen Anmeldungen sind beendet. Die ausstehende Änderung der Adresse ist zurückgenommen.",
    failed: "Das Passwort ist noch nicht geändert",
  },

  sessions: {
    heading: "Wo du angemeldet bist",
    device: (browser, system) => `${browser} auf ${system}`,
    unknown: "Unbekanntes Gerät",
    current: "Dieser Browser",
    used: "Zuletzt benutzt",
    from: (ip) => `von ${ip}`,
    end: "Abmelden",
    ended: (device) => `${device} ist abgemeldet.`,
    everywhere: "Überall abmelden",
    everywhereHint: "Beendet alle Anmeldungen, auch diese.",
    loadFailed: "Deine Anmeldungen ließen sich nicht anzeigen",
    endFailed: "Die Anmeldung wurde nicht beendet",
  },

  data: {
    heading: "Deine Daten",
    lead: "Alles, was wir über dich gespeichert haben, in einer JSON-Datei.",
    download: "Meine Daten herunterladen",
    file: "foyer-data.json",
    downloaded: "Deine Daten sind heruntergeladen.",
    failed: "Deine Daten ließen sich nicht laden",
  },

  deletion: {
    heading: "Konto löschen",
    lead: "Dein Konto und deine Bilder werden sofort gelöscht und lassen sich nicht wiederherstellen. Nur das Sicherheitsprotokoll behält IP-Adressen, Browser und ein Pseudonym deiner Adresse, bis zu 400 Tage lang.",
    open: "Mein Konto löschen",
    question: "Dein Konto löschen?",
    consequence: (email) =>
      `Das Konto ${email}, seine Bilder und seine Anmeldungen werden sofort und endgültig gelöscht. Um sicherzugehen, dass du es bist, fragen wir nach deinem Passwort.`,
    password: "Dein Passwort",
    submit: "Endgültig löschen",
    keep: "Mein Konto behalten",
    failed: "Dein Konto ist nicht gelöscht",
    done: {
      title: "Konto gelöscht",
      heading: "Dein Konto ist gelöscht",
      lead: "Nur das Sicherheitsprotokoll behält Spuren davon, bis zu 400 Tage lang. Du bist jederzeit wieder willkommen.",
    },
    home: "Zur Startseite",
  },
};
