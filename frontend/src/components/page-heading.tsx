import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useMessages } from "../i18n/messages";

/** False after the first heading was shown: a freshly loaded page keeps the browser's own focus. */
let isFirstPage = true;

interface PageHeadingProps {
  children: ReactNode;
  /** The title of the tab; it may change with the state of the page. */
  title: string;
}

/** The h1 of a page. It sets the title of the tab and takes the focus after a navigation. */
export function PageHeading({ children, title }: PageHeadingProps) {
  const shell = useMessages("shell");
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · ${shell.product}`;
  }, [title, shell.product]);

  // Before the next paint, so that the focus does not jump away from a user who acts at once.
  useLayoutEffect(() => {
    if (!isFirstPage) {
      heading.current?.focus();
    }
    isFirstPage = false;
  }, []);

  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
