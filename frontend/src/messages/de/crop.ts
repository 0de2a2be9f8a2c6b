import type { texts as english } from "../en/crop";

/** Die Texte zum Ausschneiden. */
export const texts: typeof english = {
  label: "Dein Bild verschieben und vergrößern",
  hint: "Ziehe das Bild, oder tippe auf das, was in die Mitte soll. Vergrößern kannst du mit zwei Fingern, dem Mausrad oder dem Regler. Auch die Pfeiltasten, + und − funktionieren.",
  zoom: "Vergrößern",
};
