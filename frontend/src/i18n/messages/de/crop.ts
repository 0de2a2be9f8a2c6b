import type { texts as english } from "../en/crop";

/** Die Texte zum Ausschneiden. */
export const texts: typeof english = {
  label: "Dein Bild verschieben und vergrößern",
  hints: {
    usual:
      "Ziehe das Bild, oder tippe auf das, was in die Mitte soll. Vergrößern kannst du mit zwei Fingern, dem Mausrad oder dem Regler. Auch die Pfeiltasten, + und − funktionieren.",
    square:
      "Vergrößern kannst du mit zwei Fingern, dem Mausrad oder dem Regler. Danach ziehe das Bild, oder tippe auf das, was in die Mitte soll. Auch die Pfeiltasten, + und − funktionieren.",
    small:
      "Ziehe das Bild, oder tippe auf das, was in die Mitte soll. Auch die Pfeiltasten funktionieren. Zum Vergrößern ist es zu klein.",
    smallSquare: "Dieses Bild ist klein und quadratisch: Es ist ganz zu sehen.",
  },
  zoom: "Vergrößern",
  shown: (zoom, left, top) =>
    `Vergrößert auf ${zoom}; der Ausschnitt liegt ${left} von links und ${top} von oben`,

  check: {
    tooLarge: (limit, size) => `Das Bild muss kleiner als ${limit} sein; deins hat ${size}`,
    empty: "Diese Datei ist leer. Wähle eine andere",
    unreadable:
      "Das lässt sich nicht lesen: Vielleicht ist es ein Ordner, oder die Datei hat sich geändert. Wähle ein Bild",
    wrongType: (formats) => `Wähle ein Bild im Format ${formats}`,
    heic: "Das ist ein HEIC-Foto, das die meisten Browser nicht zeigen können. Stelle auf dem iPhone unter Einstellungen → Kamera → Formate „Maximale Kompatibilität“ ein, oder schick dir das Foto per E-Mail: Dabei wird ein JPEG daraus",
  },
};
