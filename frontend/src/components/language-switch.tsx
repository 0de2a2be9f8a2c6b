import { type Language, languages, useLanguage } from "../language";
import { chooseLanguage, useMessages } from "../messages";
import { Segments } from "./segments";

/** What each language calls itself, which is the same in all of them. */
const names: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

/** The language of the page. One whose texts cannot be fetched is not chosen. */
export function LanguageSwitch() {
  const text = useMessages("shell");
  return (
    <Segments
      legend={text.language}
      choices={languages}
      names={names}
      langOf={(language) => language}
      value={useLanguage()}
      onChoose={(next) => void chooseLanguage(next).catch(() => undefined)}
    />
  );
}
