import type { texts as english } from "../en/entry";

/** Die Texte zum Anmelden, Bestätigen und Zurücksetzen des Passworts. */
export const texts: typeof english = {
  logIn: {
    title: "Anmelden",
    heading: "Schön, dass du wieder da bist",
    sessionEnded: "Du wurdest abgemeldet. Melde dich an, um weiterzumachen.",
    submit: "Anmelden",
    failed: "Du bist noch nicht angemeldet",
    noAccount: "Noch kein Konto?",
    forgotten: "Passwort vergessen?",
  },

  confirm: {
    title: "Adresse bestätigen",
    heading: "Gehört diese Adresse dir?",
    lead: "Ein Druck auf den Knopf, und sie ist bestätigt.",
    submit: "Meine Adresse bestätigen",
    contested: {
      heading: "Kommt diese Anfrage von dir?",
      lead: "Zu dieser Adresse gibt es mehr als eine Anfrage. Damit wir sicher sind, dass diese hier von dir ist, gib bitte das Passwort ein, das du für dein Konto gewählt hast.",
      label: "Das Passwort, das du gewählt hast",
      failed: "Die Adresse ist noch nicht bestätigt",
    },
    done: {
      title: "✓ Bestätigt",
      heading: (name) => `Du bist drin, ${name}`,
      lead: (email) => `${email} ist bestätigt. Melde dich damit und mit deinem Passwort an.`,
      leadElsewhere: (email: string) =>
        `${email} ist bestätigt, und das Konto dazu ist bereit. In diesem Browser ist ein anderes Konto angemeldet: Melde es ab, bevor du dich mit dieser Adresse anmeldest.`,
    },
    changed: {
      title: "✓ Bestätigt",
      heading: (name) => `Danke, ${name}`,
      lead: (email) => `${email} ist bestätigt. Melde dich ab jetzt damit an.`,
      leadElsewhere: (email: string) =>
        `${email} ist jetzt die Adresse ihres Kontos. In diesem Browser ist ein anderes Konto angemeldet; daran ändert sich nichts.`,
    },
    toProfile: "Zu deinem Profil",
    toOpenProfile: "Zum angemeldeten Profil",
  },

  links: {
    kinds: {
      confirmation: {
        used: {
          heading: "Schon bestätigt",
          lead: (email) => `${email} ist bestätigt. Dieser Link hat seine Aufgabe erfüllt.`,
        },
        expired: {
          heading: "Dieser Link ist abgelaufen",
          lead: (email) =>
            `Er war dafür da, ${email} zu bestätigen, und galt einen Tag lang. Über den Knopf unten kommst du zu einem neuen.`,
        },
        replaced: {
          heading: "Ein neuerer Link hat diesen ersetzt",
          lead: () =>
            "Er war dafür da, eine Adresse zu bestätigen. Nur der Link in der neuesten E-Mail gilt. Wenn du die Adresse geändert hast, ging sie vielleicht dorthin.",
        },
        unknown: {
          heading: "Dieser Link funktioniert nicht",
          lead: () =>
            "Er war dafür da, eine Adresse zu bestätigen, aber die Registrierung dazu gibt es nicht mehr. Bitte registriere dich noch einmal.",
        },
      },
      "email-change": {
        used: {
          heading: "Schon bestätigt",
          lead: (email) =>
            `Dieser Link hat ${email} zur Adresse eines Kontos gemacht. Damit hat er seine Aufgabe erfüllt.`,
        },
        expired: {
          heading: "Dieser Link ist abgelaufen",
          lead: (email) =>
            `Er sollte ${email} zur Adresse eines Kontos machen und galt einen Tag lang. Im Profil kannst du die Adresse noch einmal ändern.`,
        },
        replaced: {
          heading: "Diese Änderung gilt nicht mehr",
          lead: (email) =>
            `Der Link sollte ${email} zur Adresse eines Kontos machen. Die Änderung wurde zurückgenommen oder durch eine neuere ersetzt. Im Profil kannst du die Adresse ändern.`,
        },
        taken: {
          heading: "Zu dieser Adresse gibt es schon ein Konto",
          lead: (email) =>
            `Der Link sollte ${email} zur Adresse eines Kontos machen. Jemand, vielleicht du selbst, hat sich inzwischen damit registriert. Das Konto behält deshalb seine alte Adresse.`,
        },
        unknown: {
          heading: "Dieser Link funktioniert nicht",
          lead: () =>
            "Er sollte die Adresse eines Kontos ändern. Die Änderung oder das Konto gibt es nicht mehr.",
        },
      },
      "password-reset": {
        used: {
          heading: "Dieser Link wurde schon verwendet",
          lead: (email) =>
            `Er war für ein neues Passwort für ${email}. Jeder Link ändert das Passwort einmal. Wenn du das nicht warst, fordere gleich einen neuen an.`,
        },
        expired: {
          heading: "Dieser Link ist abgelaufen",
          lead: (email) =>
            `Er war für ein neues Passwort für ${email} und galt eine Stunde lang. Du kannst einen neuen anfordern.`,
        },
        unknown: {
          heading: "Dieser Link funktioniert nicht",
          lead: () =>
            "Er war für ein neues Passwort. Vielleicht ist er abgeschnitten: Kopiere den ganzen Link aus der E-Mail. Nur der neueste Link gilt.",
        },
      },
    },
    unreadable: {
      heading: "Dieser Link funktioniert nicht",
      lead: () =>
        "Vielleicht ist er abgeschnitten: Kopiere den ganzen Link aus der E-Mail. Er gilt auch dann nicht mehr, wenn die Adresse geändert wurde.",
    },
    someAddress: "deine Adresse",
    newLink: "Neuen Link senden",
    newLinkFailed: "Der Link wurde nicht gesendet",
    signUpAgain: "Noch einmal registrieren",
    elsewhere:
      "Der Link gehört zu einem anderen Konto als dem, das in diesem Browser angemeldet ist.",
  },

  reset: {
    title: "Passwort vergessen?",
    lead: "Gib die Adresse ein, mit der du dich registriert hast. Wir schicken dir einen Link für ein neues Passwort.",
    submit: "Link senden",
    failed: "Der Link wurde nicht gesendet",
    back: "Zurück zur Anmeldung",
    requested: {
      title: "✓ Schau in dein Postfach",
      heading: "Schau in dein Postfach",
      lead: (email) =>
        `Wenn es zu ${email} ein Konto gibt, ist eine E-Mail unterwegs. Der Link darin gilt eine Stunde lang und nur einmal.`,
      noMail: "Keine E-Mail? Schau im Spam-Ordner nach, oder prüfe die Adresse.",
      retryLabel: "Noch einmal versuchen",
    },
    choose: {
      title: "Neues Passwort wählen",
      heading: "Wähle ein neues Passwort",
      lead: "Es ersetzt das alte, und du wirst überall abgemeldet.",
      label: "Neues Passwort",
      submit: "Mein Passwort ändern",
      failed: "Das Passwort ist noch nicht geändert",
    },
    done: {
      title: "✓ Passwort geändert",
      heading: "Dein Passwort ist geändert",
      lead: "Du bist überall abgemeldet. Melde dich mit dem neuen Passwort an.",
      leadElsewhere:
        "Das Konto ist überall abgemeldet. In diesem Browser ist ein anderes Konto angemeldet; daran ändert sich nichts.",
    },
  },

  notFound: {
    title: "Seite nicht gefunden",
    heading: "Diese Seite gibt es nicht",
    lead: "Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.",
    home: "Zur Startseite",
  },
};
