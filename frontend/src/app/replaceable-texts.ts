import { createElement, Fragment, options } from "preact";

/** Elements that contain text alone. */
const textOnly = /^(?:option|script|style|textarea|title)$/;

/**
 * Puts each text of the app into an element of its own, with the text as its key: a changed text is
 * a new element.
 *
 * The translator of a browser replaces text nodes by its own elements. Preact would then change and
 * remove text nodes that are no longer in the page, and the old text would stay. It still has the
 * elements around them.
 */
export function installReplaceableTexts(): void {
  const previous = options.vnode;
  options.vnode = (vnode) => {
    const { type, key } = vnode;
    const props = vnode.props as { children?: unknown };
    const hasTexts = typeof type === "string" ? !textOnly.test(type) : type === Fragment;
    if (hasTexts && props.children !== key) {
      props.children = replaceable(props.children);
    }
    previous?.(vnode);
  };
}

function replaceable(child: unknown): unknown {
  if (Array.isArray(child)) {
    return child.map(replaceable);
  }
  const isText = typeof child === "number" || (typeof child === "string" && child.trim() !== "");
  return isText ? createElement("span", { key: `${child}` }, `${child}`) : child;
}
