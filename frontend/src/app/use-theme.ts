import { useEffect, useState } from "react";
import { followStored, readStored, writeStored } from "../lib/storage";

/** The themes to choose from; "system" follows the device. */
export const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];

/** Also read by public/first-paint.js, which applies the theme before the first paint. */
const key = "foyer.theme";

/**
 * Returns the chosen theme and a function that chooses another. The choice is stored in this
 * browser, and applies to its other tabs at once.
 */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => followStored(key, () => setTheme(storedTheme())), []);
  const choose = (next: Theme) => {
    writeStored(key, next);
    setTheme(next);
  };
  return [theme, choose];
}

function storedTheme(): Theme {
  const stored = readStored(key);
  return themes.find((theme) => theme === stored) ?? "system";
}
