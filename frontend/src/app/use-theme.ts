import { useState } from "react";
import { readStored, writeStored } from "../lib/storage";

/** What a person may choose; "system" follows the device. */
export const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];

/** Also read by public/first-paint.js, which applies it before the first paint. */
const key = "foyer.theme";

/** The chosen theme and how to choose another; the choice stays in this browser. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (next: Theme) => {
    document.documentElement.dataset.theme = next;
    writeStored(key, next);
    setTheme(next);
  };
  return [theme, choose];
}

function storedTheme(): Theme {
  const stored = readStored(key);
  return themes.find((theme) => theme === stored) ?? "system";
}
