import type { texts as english } from "../en/welcome";

/** Die Texte der Seite nach der Registrierung und ihrer Aufgaben. */
export const texts: typeof english = {
  welcome: {
    heading: (name) => `Willkommen, ${name}`,
    lead: "Dein Konto wird vorbereitet. Schau zu, wenn du magst; warten musst du nicht.",
    leadDone: (email) =>
      `Wir haben eine E-Mail an ${email} geschickt. Öffne sie und folge dem Link, um zu bestätigen, dass die Adresse dir gehört.`,
    leadMailFailed:
      "Die E-Mail konnte nicht gesendet werden, also lässt sich die Adresse nicht bestätigen.",
    steps: "Was gerade geschieht",
    canClose:
      "Du kannst diese Seite schließen. Es geht weiter, und du brauchst nur den Link in der E-Mail.",
    again: "Noch einmal registrieren",
    mail: {
      label: "Die E-Mail zur Bestätigung",
      lead: "Keine E-Mail? Schau im Spam-Ordner nach, lass sie dir noch einmal schicken, oder berichtige die Adresse.",
      leadLost: "Berichtige die Adresse, oder lass dir die E-Mail noch einmal schicken.",
      resend: "Noch einmal senden",
      resendIn: (span) => `in ${span}`,
      resent: "Die E-Mail ist wieder unterwegs.",
      resendFailed: "Die E-Mail wurde nicht noch einmal gesendet",
      change: "Adresse ändern",
      newEmail: "Neue E-Mail-Adresse",
      hint: "Der Link an die bisherige Adresse gilt dann nicht mehr.",
      submit: "E-Mail dorthin senden",
      cancel: "Abbrechen",
      changed: "Die E-Mail ist unterwegs an die neue Adresse.",
      changeFailed: "Die Adresse wurde nicht geändert",
    },
    picture: {
      another: "Ein anderes Bild versuchen",
      label: "Ein anderes Bild",
      missing: "Wähle zuerst ein Bild",
      submit: "Dieses Bild nehmen",
      cancel: "Abbrechen",
      failed: "Das Bild wurde nicht hochgeladen",
    },
    titles: {
      working: "Wird vorbereitet…",
      done: "✓ Schau in dein Postfach",
      mailFailed: "E-Mail nicht gesendet",
    },
    confirmed: {
      title: "✓ Bestätigt",
      heading: "Deine Adresse ist bestätigt",
      lead: "Das war alles. Melde dich mit deiner E-Mail-Adresse und deinem Passwort an.",
    },
    superseded: {
      title: "Ersetzt",
      heading: "Eine neuere Registrierung hat diese ersetzt",
      lead: "Die Adresse wurde über eine andere Registrierung bestätigt. Melde dich mit dem Passwort an, das du dort gewählt hast.",
    },
    expired: {
      title: "Abgelaufen",
      heading: "Diese Registrierung ist abgelaufen",
      lead: "Der Link in der E-Mail wurde nicht rechtzeitig verwendet. Registriere dich noch einmal, und wir schicken dir einen neuen.",
    },
    unknown: {
      heading: "Diese Registrierung kennen wir nicht",
      lead: "Vielleicht ist die Adresse falsch geschrieben, oder die Registrierung ist zu alt.",
    },
  },

  tasks: {
    names: {
      resize_thumbnail: "Bild",
      send_confirmation_email: "E-Mail zur Bestätigung",
    },
    doing: {
      resize_thumbnail: "Wird zugeschnitten…",
      send_confirmation_email: "Wird gesendet…",
    },
    doingOther: "In Arbeit…",
    done: (time) => (time ? `Fertig in ${time}` : "Fertig"),
    sentTo: (email, time) => (time ? `An ${email} gesendet in ${time}` : `An ${email} gesendet`),
    waiting: "Wartet noch…",
    retrying: "Das hat noch nicht geklappt. Wir versuchen es weiter.",
    revoked: "Abgebrochen",
    pictureFailed: (reason) => `${reason} Stattdessen siehst du deine Initialen.`,
    progress: (name) => `${name}: Fortschritt`,
  },
};
