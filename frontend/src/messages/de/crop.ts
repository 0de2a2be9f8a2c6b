import type { texts as english } from "../en/crop";

/** Die Texte zum Ausschneiden. */
export const texts: typeof english = {
  label: "Dein Bild verschieben und vergrößern",
  hint: "Zieh das Bild, oder tipp auf das, was in die Mitte soll. Vergrößern kannst du mit zwei Fingern, dem Mausrad oder dem Regler. Auch die Pfeiltasten, + und − gehen.",
  zoom: "Vergrößern",
};
