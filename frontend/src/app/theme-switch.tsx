import { Segments } from "../components/segments";
import { useMessages } from "../i18n/messages";
import { themes, useTheme } from "./theme";

/** Light, dark, or as the device has it. */
export function ThemeSwitch() {
  const text = useMessages("shell").theme;
  const [current, choose] = useTheme();
  return (
    <Segments legend={text.label} choices={themes} names={text} value={current} onChoose={choose} />
  );
}
