import { type RefObject, useEffect } from "react";

/** An ancestor of the focused element, and the position in it of the branch with the focus. */
interface Place {
  ancestor: Element;
  index: number;
}

/** A focused element with its place in each of its ancestors. */
interface Focus {
  element: HTMLElement;
  places: Place[];
}

const focusable =
  // biome-ignore lint/plugin: a selector
  "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";

/**
 * Keeps the focus near its place when the focused control is removed or hidden. Without this it
 * would fall to the body of the page, and keyboard users would start again at the top.
 *
 * The focus goes to the control that took the place, else to its neighbour, else to the heading of
 * the page. In a dialog it goes to the heading, so that a second Enter confirms nothing. After a
 * dialog it goes to the control that opened it, or to the place of that one.
 */
export function useKeepFocus(container: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = container.current;
    if (!root) {
      return;
    }
    let focused: Focus | null = null;
    // The last focus outside of dialogs.
    let opener: Focus | null = null;
    const onFocusIn = ({ target }: FocusEvent) => {
      const element = target as HTMLElement;
      const dialog = element.closest("dialog");
      focused = { element, places: placesOf(element, dialog ?? root) };
      opener = dialog ? opener : focused;
    };
    // The user left the control. When it was removed instead, it is not usable.
    const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
      setTimeout(() => {
        if (relatedTarget === null && target === focused?.element && isUsable(focused.element)) {
          focused = null;
        }
      });
    };
    const observer = new MutationObserver(() => {
      if (focused && !isUsable(focused.element) && hasLostFocus()) {
        const target = successorOf(focused) ?? (opener && successorOf(opener));
        focused = null;
        (target ?? document.querySelector("h1"))?.focus({ preventScroll: true });
      }
    });
    root.addEventListener("focusin", onFocusIn);
    root.addEventListener("focusout", onFocusOut);
    observer.observe(root, { childList: true, subtree: true, attributeFilter: ["hidden", "open"] });
    return () => {
      root.removeEventListener("focusin", onFocusIn);
      root.removeEventListener("focusout", onFocusOut);
      observer.disconnect();
    };
  }, [container]);
}

function placesOf(element: Element, root: Element): Place[] {
  const parent = element.parentElement;
  if (!parent || element === root) {
    return [];
  }
  const index = [...parent.children].indexOf(element);
  return [{ ancestor: parent, index }, ...placesOf(parent, root)];
}

function hasLostFocus(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body || !isUsable(activeElement);
}

function isUsable(element: Element): boolean {
  return (
    element.isConnected &&
    element.closest("[hidden]") === null &&
    (element.checkVisibility?.() ?? true)
  );
}

function successorOf({ element, places }: Focus): HTMLElement | undefined {
  if (isUsable(element)) {
    return element;
  }
  for (const { ancestor, index } of places.filter(({ ancestor }) => isUsable(ancestor))) {
    const dialog = ancestor.closest("dialog");
    const target = dialog ? headingOf(dialog) : controlAt(ancestor, index);
    if (target) {
      return target;
    }
  }
  return undefined;
}

/** The first control at this position or after it, else the last one before it. */
function controlAt(ancestor: Element, index: number): HTMLElement | undefined {
  const branches = [...ancestor.children];
  const isBefore = (control: Element) =>
    branches.findIndex((branch) => branch.contains(control)) < index;
  const controls = [...ancestor.querySelectorAll<HTMLElement>(focusable)].filter(isUsable);
  return controls.find((control) => !isBefore(control)) ?? controls.findLast(isBefore);
}

function headingOf(dialog: Element): HTMLElement | undefined {
  const heading = dialog.querySelector<HTMLElement>("h2");
  heading?.setAttribute("tabindex", "-1");
  return heading ?? undefined;
}
