import { SegmentedControl } from "../components/segmented-control";
import { type Language, languages, useLanguage } from "../i18n/language";
import { chooseLanguage, useMessages } from "../i18n/messages";
import { hasSessionHint } from "../lib/session-hint";

/** What each language calls itself, which is the same in all of them. */
// biome-ignore lint/plugin: see above
const names: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

/** The language of the page, and who is logged in gets the mails in it. One that cannot be fetched is not chosen. */
export function LanguageSwitch() {
  const text = useMessages("shell");
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
  if (hasSessionHint()) {
    const { changeProfile } = await import("../api/endpoints-account");
    await changeProfile({ language });
  }
}
