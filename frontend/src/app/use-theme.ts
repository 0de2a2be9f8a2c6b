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
  const [theme, setTheme] = useState(paintedTheme);
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

/** The theme that public/first-paint.js has applied. Another tab may have chosen one since. */
function paintedTheme(): Theme {
  return import.meta.env.SSR ? "system" : validTheme(document.documentElement.dataset.theme);
}

function storedTheme(): Theme {
  return validTheme(readStored(key));
}

function validTheme(name: string | null | undefined): Theme {
  return themes.find((theme) => theme === name) ?? "system";
}
