import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { useMessages } from "../i18n/messages";

/** False once a first heading has been shown: a fresh page keeps the browser's own focus. */
let isFirstPage = true;

interface PageHeadingProps {
  children: ReactNode;
  /** For the tab; follows the page's state. */
  title: string;
}

/** The page's one h1. It names the tab, and after a change of page it takes the focus. */
export function PageHeading({ children, title }: PageHeadingProps) {
  const shell = useMessages("shell");
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · ${shell.product}`;
  }, [title, shell.product]);

  // Before the next paint: a person who acts at once is not pulled back.
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
