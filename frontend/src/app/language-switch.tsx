import { useEffect } from "react";
import { SegmentedControl } from "../components/segmented-control";
import { type Language, languages, subscribeToOtherTabs, useLanguage } from "../i18n/language";
import { chooseLanguage, useMessages } from "../i18n/messages";
import { sessionHint } from "../lib/session-hint";

/** The name of each language in that language, the same on every page. */
// biome-ignore lint/plugin: see above
const names: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

/**
 * Chooses the language of the page and, for a signed-in user, of the mails. A language whose texts
 * cannot be fetched is not chosen.
 */
export function LanguageSwitch() {
  const text = useMessages("shell");
  useEffect(
    () => subscribeToOtherTabs((chosen) => void chooseLanguage(chosen).catch(() => undefined)),
    [],
  );
  return (
    <SegmentedControl
      legend={text.language}
      choices={languages}
      names={names}
      langOf={(language) => language}
      value={useLanguage()}
      onChoose={(next) => void choose(next).catch(() => undefined)}
    />
  );
}

async function choose(language: Language): Promise<void> {
  await chooseLanguage(language);
  if (sessionHint() !== null) {
    const { changeProfile } = await import("../api/endpoints-account");
    await changeProfile({ language });
  }
}
