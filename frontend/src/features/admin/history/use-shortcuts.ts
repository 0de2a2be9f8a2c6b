import { useEffect, useRef, useSyncExternalStore } from "react";
import { readStored, writeStored } from "../../../lib/storage";

/** The function of each key. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const key = "foyer.shortcuts";
const listeners = new Set<() => void>();

/**
 * Whether single-key shortcuts are on, and a function that changes it.
 *
 * Users of speech input would trigger them by accident, so they must be able to turn them off (WCAG
 * 2.1.4).
 */
export function useShortcutsEnabled(): [boolean, (enabled: boolean) => void] {
  return [useSyncExternalStore(subscribe, areEnabled), setEnabled];
}

/** Handles single-key shortcuts, except while the user types or a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const shortcut = shouldHandle(event) ? current.current[event.key] : undefined;
      if (shortcut) {
        event.preventDefault();
        shortcut(event);
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function shouldHandle(event: KeyboardEvent): boolean {
  return (
    areEnabled() &&
    !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) &&
    !isTextInput(event.target) &&
    document.querySelector("dialog[open]") === null
  );
}

/** Checkboxes and radio buttons do not take letters. */
function isTextInput(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      // biome-ignore lint/plugin: a selector
      target.matches("input:not([type='checkbox'], [type='radio']), select, textarea"))
  );
}

function areEnabled(): boolean {
  return readStored(key) !== "off";
}

function setEnabled(enabled: boolean): void {
  writeStored(key, enabled ? null : "off");
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
