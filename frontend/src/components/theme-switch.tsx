import { messages } from "../messages";
import { themes, useTheme } from "../theme";
import styles from "./theme-switch.module.css";

/** Light, dark, or as the device has it. */
export function ThemeSwitch() {
  const [current, choose] = useTheme();
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">{messages.theme.label}</legend>
      {themes.map((theme) => (
        <label key={theme} className={styles.choice}>
          <input
            type="radio"
            name="theme"
            value={theme}
            checked={theme === current}
            onChange={() => choose(theme)}
          />
          <span>{messages.theme[theme]}</span>
        </label>
      ))}
    </fieldset>
  );
}
