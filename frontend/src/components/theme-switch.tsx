import { messages } from "../messages";
import { themes, useTheme } from "../theme";
import { Segments } from "./segments";

/** Light, dark, or as the device has it. */
export function ThemeSwitch() {
  const [current, choose] = useTheme();
  return (
    <Segments
      legend={messages.theme.label}
      choices={themes}
      names={messages.theme}
      value={current}
      onChoose={choose}
    />
  );
}
