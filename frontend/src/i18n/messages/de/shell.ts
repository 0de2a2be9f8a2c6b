import type { texts as english } from "../en/shell";

/** Die Texte der ersten Seite und die gemeinsamen Texte aller Seiten. Anrede: „du“. */
export const texts: typeof english = {
  product: "Foyer",
  skipToContent: "Zum Inhalt springen",
  reference: "Kennung",
  tryAgain: "Noch einmal versuchen",
  offline:
    "Du bist offline. Nichts geht verloren; sobald du wieder verbunden bist, geht es von selbst weiter.",
  footer: "Foyer, der Eingang zu deinem Produkt.",

  nav: {
    label: "Hauptmenü",
    signUp: "Registrieren",
    logIn: "Anmelden",
    profile: "Profil",
    tasks: "Aufgaben",
  },

  theme: { label: "Darstellung", light: "Hell", dark: "Dunkel", system: "System" },
  language: "Sprache",

  errors: {
    heading: "Etwas ist schiefgegangen",
    unreachable:
      "Wir konnten den Server nicht erreichen. Prüfe deine Verbindung und versuch es dann noch einmal.",
    fileUnreadable:
      "Diese Datei ist nicht lesbar. Vielleicht wurde sie geändert: Wähle sie noch einmal.",
    tooLarge: "Das Bild muss kleiner als 10 MB sein",
    unreadable: (status) =>
      `Der Server konnte gerade nicht antworten (${status}). Versuch es gleich noch einmal.`,
    summary: (count) =>
      count === 1
        ? "Eine Angabe fehlt oder stimmt nicht"
        : `${count} Angaben fehlen oder stimmen nicht`,
    tooMany: (span) => `Zu viele Versuche. In ${span} geht es wieder.`,
    tooManyOver: "Jetzt kannst du es wieder versuchen.",
    unknown:
      "Diese Seite ließ sich nicht anzeigen. Versuch es noch einmal; hilft das nicht, sag uns, was du getan hast.",
  },

  signUp: {
    title: "Registrieren",
    heading: "Komm herein",
    lead: "Ein Konto ist in einer Minute angelegt. Was länger dauert, läuft im Hintergrund; du musst nicht warten.",
    next: {
      label: "So geht es weiter",
      steps: [
        "Wir antworten sofort",
        "Dein Bild wird zugeschnitten, eine E-Mail ist unterwegs",
        "Du öffnest die E-Mail, bestätigst und bist drin",
      ],
    },
    formHeading: "Lege dein Konto an",
    haveAccount: "Hast du schon ein Konto?",
    submit: "Registrieren",
    fields: {
      email: {
        label: "E-Mail",
        hint: "Wir schicken dir eine E-Mail, um zu prüfen, dass die Adresse dir gehört.",
        missing: "Gib deine E-Mail-Adresse ein",
        invalid: "Gib eine E-Mail-Adresse wie anna@example.com ein",
        suggestion: "Meintest du",
        accept: (address) => `${address} verwenden`,
      },
      password: {
        label: "Passwort",
        hint: "Mindestens 12 Zeichen. Gut sind ein paar Wörter, die du dir merken kannst.",
        missing: "Gib ein Passwort ein",
        missingOwn: "Gib dein Passwort ein",
        tooShort: "Nimm mindestens 12 Zeichen",
        tooLong: "Nimm höchstens 128 Zeichen",
        show: { visible: "Anzeigen", rest: "des Passworts" },
        hide: { visible: "Verbergen", rest: "des Passworts" },
      },
      display_name: {
        label: "Angezeigter Name",
        hint: "Das sehen andere. Es muss nicht dein richtiger Name sein.",
        missing: "Gib einen Namen ein",
        tooLong: "Nimm höchstens 80 Zeichen",
      },
      picture: { label: "Bild (freiwillig)" },
    },
    failed: "Deine Registrierung hat nicht geklappt",
    valuesKept: "Alles, was du eingegeben hast, ist noch da.",
  },

  picture: {
    choose: "Bild auswählen",
    chooseAnother: "Anderes auswählen",
    camera: "Foto aufnehmen",
    drop: "oder hierher ziehen oder einfügen",
    hint: (formats, limit) => `${formats}, bis ${limit}`,
    chosen: (name, size) => `${name}, ${size}`,
    remove: "Entfernen",
    preview: "Vorschau deines Bilds",
  },

  upload: {
    sending: "Wird gesendet…",
    percent: (percent) => `Wird gesendet, ${percent}`,
    answering: "Gesendet. Warten auf die Antwort…",
    waiting: "Warten auf die Verbindung…",
    cancel: "Abbrechen",
    cancelled: "Abgebrochen.",
    label: "Übertragung",
  },
};
