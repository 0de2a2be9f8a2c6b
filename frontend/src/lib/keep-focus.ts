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
 * the section, else to that of the page. In a dialog it goes to the heading, so that a second Enter
 * confirms nothing. After a dialog it goes to the control that opened it, or to the place of that
 * one.
 */
export function keepFocus(root: HTMLElement): void {
  let focused: Focus | null = null;
  // The last focus outside of dialogs.
  let opener: Focus | null = null;
  const follow = (element: Element | null) => {
    if (!(element instanceof HTMLElement && root.contains(element))) {
      focused = null;
      return;
    }
    const dialog = element.closest("dialog");
    focused = { element, places: placesOf(element, dialog ?? root) };
    opener = dialog ? opener : focused;
  };
  const onFocusOut = ({ target, relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Element) {
      follow(relatedTarget);
      return;
    }
    // The user left the control. When it was removed instead, it is not usable.
    setTimeout(() => {
      if (target === focused?.element && isUsable(focused.element)) {
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
  follow(document.activeElement);
  root.addEventListener("focusin", ({ target }) => follow(target as Element));
  root.addEventListener("focusout", onFocusOut);
  observer.observe(root, {
    childList: true,
    subtree: true,
    attributeFilter: ["hidden", "inert", "open"],
  });
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
    // biome-ignore lint/plugin: a selector
    element.closest("[hidden], [inert]") === null &&
    (element.checkVisibility?.() ?? true)
  );
}

function successorOf({ element, places }: Focus): HTMLElement | undefined {
  if (isUsable(element)) {
    return element;
  }
  for (const { ancestor, index } of places.filter(({ ancestor }) => isUsable(ancestor))) {
    const dialog = ancestor.closest("dialog");
    const target = dialog ? headingOf(dialog) : successorIn(ancestor, index);
    if (target) {
      return target;
    }
  }
  return undefined;
}

function successorIn(ancestor: Element, index: number): HTMLElement | undefined {
  const section = ancestor.localName === "section" ? ancestor : null;
  return controlAt(ancestor, index) ?? (section ? headingOf(section) : undefined);
}

/** The first control at this position or after it, else the last one before it. */
function controlAt(ancestor: Element, index: number): HTMLElement | undefined {
  const branches = [...ancestor.children];
  const isBefore = (control: Element) =>
    branches.findIndex((branch) => branch.contains(control)) < index;
  const controls = [...ancestor.querySelectorAll<HTMLElement>(focusable)].filter(isUsable);
  return controls.find((control) => !isBefore(control)) ?? controls.findLast(isBefore);
}

function headingOf(part: Element): HTMLElement | undefined {
  const heading = part.querySelector<HTMLElement>("h2");
  heading?.setAttribute("tabindex", "-1");
  return heading ?? undefined;
}
