import { readFormValues } from "./form-values";

/**
 * What the user entered into a page that was rendered at build time, before the script had loaded.
 *
 * public/early-input.js holds the submit and the clicks of that time, and marks their elements with
 * the attribute data-held.
 */
let values: Readonly<Record<string, string>> | null = null;

/**
 * Collects the typed values, before the app takes over the page and its fields. Preact does not
 * set values and choices then, so this sets what the browser has stored: the values of the form,
 * which has the name of the page, and the theme.
 */
export function collectEarlyInput(container: HTMLElement, page: string): void {
  const stored = readFormValues(page);
  const typed: Record<string, string> = {};
  for (const input of container.querySelectorAll("input")) {
    if (input.type === "radio") {
      input.checked ||= input.value === document.documentElement.dataset.theme;
    } else if (input.type !== "file") {
      input.value ||= stored[input.name] ?? "";
      typed[input.name] = input.value;
    }
  }
  values = typed;
}

/** Returns the values of the form for its first render, passwords too; null for later forms. */
export function earlyValues(): Readonly<Record<string, string>> | null {
  return values;
}

/** Repeats what could not be handled without the script: chosen files, clicks and the submit. */
export function replayEarlyInput(container: HTMLElement): void {
  values = null;
  for (const input of container.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    if (input.files?.length) {
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  // After the form has rendered with the chosen file.
  setTimeout(() => {
    for (const element of container.querySelectorAll<HTMLElement>("[data-held]")) {
      delete element.dataset.held;
      if (element instanceof HTMLFormElement) {
        element.requestSubmit();
      } else {
        element.click();
      }
    }
  });
}
