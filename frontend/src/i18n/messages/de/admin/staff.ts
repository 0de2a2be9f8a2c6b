import type { texts as english } from "../../en/admin/staff";

/** Die Texte der Seite über die Rollen. */
export const texts: typeof english = {
  title: "Rollen",
  lead: "Die Administration darf ändern; wer Einsicht hat, darf nur ansehen.",
  roles: { user: "Mitglied", operator: "Einsicht", admin: "Administration" },
  list: "Konten mit einer Rolle",
  role: "Rolle",
  you: "(du)",
  make: {
    operator: "Nur Einsicht geben",
    admin: "Zur Administration machen",
    user: "Entziehen",
  },
  of: (name, email) => `: ${name}, ${email}`,
  grant: {
    heading: "Jemandem eine Rolle geben",
    lead: "Die Person braucht ein Konto.",
    submit: "Rolle geben",
    failed: "Die Rolle wurde nicht vergeben",
  },
  confirm: {
    question: {
      operator: (name) => `${name} nur Einsicht geben?`,
      admin: (name) => `${name} zur Administration machen?`,
      user: (name) => `${name} die Rolle entziehen?`,
    },
    consequence: {
      operator: "Sichtbar sind dann alle Aufgaben und Personen; ändern lässt sich nichts.",
      admin:
        "Das erlaubt, Aufgaben zu wiederholen und abzubrechen, Worker zu steuern und Rollen zu vergeben.",
      user: "Das Konto bleibt; diese Seiten sind dann nicht mehr zu sehen.",
    },
    ownAccount: "Das bist du: Du selbst kannst es nicht rückgängig machen.",
    submit: {
      operator: "Nur Einsicht geben",
      admin: "Zur Administration machen",
      user: "Rolle entziehen",
    },
    failed: "Die Rolle bleibt, wie sie ist",
  },
  changed: {
    operator: (name) => `${name} hat jetzt Einsicht.`,
    admin: (name) => `${name} gehört jetzt zur Administration.`,
    user: (name) => `${name} hat keine Rolle mehr.`,
  },
  operatorHint: "Nur die Administration kann Rollen geben und entziehen.",
  loadFailed: "Die Liste ließ sich nicht laden.",
};
