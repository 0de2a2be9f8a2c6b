import type { texts as english } from "../en/entry";

/** Die Texte der Wege hinein: Anmelden, Bestätigen, neues Passwort. */
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
    lead: "Drück auf den Knopf, und sie ist bestätigt.",
    submit: "Meine Adresse bestätigen",
    contested: {
      heading: "Hast du dich hier registriert?",
      lead: "Mit dieser Adresse wurde mehr als eine Registrierung begonnen. Um sicherzugehen, dass diese deine ist, gib das Passwort ein, das du gewählt hast.",
      label: "Das Passwort, das du gewählt hast",
      failed: "Die Adresse ist noch nicht bestätigt",
    },
    done: {
      title: "✓ Bestätigt",
      heading: (name) => `Du bist drin, ${name}`,
      lead: (email) => `${email} ist bestätigt. Melde dich damit und mit deinem Passwort an.`,
    },
    changed: {
      title: "✓ Bestätigt",
      heading: (name) => `Danke, ${name}`,
      lead: (email) => `${email} ist bestätigt. Melde dich von nun an damit an.`,
    },
    used: {
      heading: "Schon bestätigt",
      lead: "Dieser Link wurde schon verwendet. Jetzt musst du dich nur noch anmelden.",
      leadSignedIn: "Dieser Link wurde schon verwendet. Mehr ist nicht zu tun.",
    },
    expired: {
      heading: "Dieser Link ist abgelaufen",
      lead: "Links gelten einen Tag. Der Knopf hier unten führt zu einem neuen.",
    },
    replaced: {
      heading: "Ein neuerer Link hat diesen ersetzt",
      lead: "Nur der Link in der neuesten E-Mail gilt. Sie kann an eine andere Adresse gegangen sein, wenn du sie geändert hast.",
    },
    taken: {
      heading: "Diese Adresse hat schon ein eigenes Konto",
      lead: "Jemand, vielleicht du selbst, hat sich inzwischen damit registriert. Dein Konto behält die Adresse, die es hatte.",
    },
    unknown: {
      heading: "Dieser Link funktioniert nicht",
      lead: "Vielleicht ist er abgeschnitten: Kopier den ganzen Link aus der E-Mail. Er endet auch, wenn die Adresse geändert wird.",
    },
    newLink: "Neuen Link senden",
    newLinkFailed: "Der Link wurde nicht gesendet",
    toProfile: "Zu deinem Profil",
    signUpAgain: "Noch einmal registrieren",
  },

  reset: {
    title: "Passwort vergessen?",
    lead: "Gib die Adresse ein, mit der du dich registriert hast. Wir schicken dir einen Link für ein neues Passwort.",
    submit: "Link senden",
    failed: "Der Link wurde nicht gesendet",
    back: "Zurück zur Anmeldung",
    asked: {
      title: "✓ Sieh in deine E-Mails",
      heading: "Sieh in deine E-Mails",
      lead: (email) =>
        `Wenn es zu ${email} ein Konto gibt, ist eine E-Mail unterwegs. Ihr Link gilt eine Stunde lang und einmal.`,
      nothing: "Nichts angekommen? Sieh im Spam-Ordner nach, oder prüf die Adresse.",
      again: "Noch einmal versuchen",
    },
    choose: {
      title: "Neues Passwort wählen",
      heading: "Wähl ein neues Passwort",
      lead: "Es tritt an die Stelle des alten, und du wirst überall abgemeldet.",
      label: "Neues Passwort",
      submit: "Mein Passwort ändern",
      failed: "Das Passwort ist noch nicht geändert",
    },
    done: {
      title: "✓ Passwort geändert",
      heading: "Dein Passwort ist geändert",
      lead: "Du bist überall abgemeldet. Melde dich mit dem neuen Passwort an.",
    },
    used: {
      heading: "Dieser Link wurde schon verwendet",
      lead: "Jeder Link ändert das Passwort einmal. Wenn du es nicht warst, lass dir jetzt einen neuen schicken.",
    },
    expired: {
      heading: "Dieser Link ist abgelaufen",
      lead: "Links gelten eine Stunde. Ein neuer ist schnell geschickt.",
    },
    unknown: {
      heading: "Dieser Link funktioniert nicht",
      lead: "Vielleicht ist er abgeschnitten: Kopier den ganzen Link aus der E-Mail. Nur der neueste Link gilt.",
    },
    newLink: "Neuen Link senden",
  },
};
