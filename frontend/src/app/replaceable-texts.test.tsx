import { act, render } from "@testing-library/preact";
import { options } from "preact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { installReplaceableTexts } from "./replaceable-texts";

const { vnode } = options;
beforeEach(installReplaceableTexts);
afterEach(() => {
  if (vnode) {
    options.vnode = vnode;
  } else {
    delete options.vnode;
  }
});

/** Does what a browser's translator does: it puts an element into the place of each text node. */
function translate(root: Node): void {
  for (const child of [...root.childNodes]) {
    if (child instanceof Text) {
      const font = document.createElement("font");
      font.textContent = `${child.data}¿`;
      child.replaceWith(font);
    } else {
      translate(child);
    }
  }
}

function InElement({ text }: { text: string }) {
  return <p>{text}</p>;
}

function InFragment({ text }: { text: string }) {
  return <>{text}</>;
}

function BesideAnElement({ text }: { text: string }) {
  return (
    <>
      {text} <b>{text.length}</b>
    </>
  );
}

it.each([InElement, InFragment, BesideAnElement])("a translated text changes: %o", (Component) => {
  const { container, rerender } = render(<Component text="Waiting" />);
  translate(container);
  expect(container.textContent).toContain("Waiting¿");
  act(() => rerender(<Component text="Done" />));
  expect(container.textContent).toContain("Done");
  expect(container.textContent).not.toContain("Waiting");
});
