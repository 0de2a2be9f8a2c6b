import { SegmentedControl } from "../components/segmented-control";
import { useMessages } from "../i18n/messages";
import { themes, useTheme } from "./use-theme";

/** Chooses the light theme, the dark one, or the setting of the device. */
export function ThemeSwitch() {
  const text = useMessages("shell").theme;
  const [current, choose] = useTheme();
  return (
    <SegmentedControl
      legend={text.label}
      choices={themes}
      names={text}
      value={current}
      onChoose={choose}
    />
  );
}
