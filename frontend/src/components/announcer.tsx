import { Fragment, useEffect, useRef, useState } from "react";

interface AnnouncerProps {
  /** The announcements so far. Each key stands for one event. */
  announcements: ReadonlyMap<string, string>;
}

/** The polite live region of a page. Announces each entry once, however often the page renders. */
export function Announcer({ announcements }: AnnouncerProps) {
  const announced = useRef(new Set<string>());
  const [message, setMessage] = useState({ number: 0, words: "" });
  useEffect(() => {
    const newEntries = [...announcements].filter(([key]) => !announced.current.has(key));
    if (newEntries.length > 0) {
      for (const [key] of newEntries) {
        announced.current.add(key);
      }
      const words = newEntries.map(([, sentence]) => sentence).join(" ");
      setMessage(({ number }) => ({ number: number + 1, words }));
    }
  }, [announcements]);
  return (
    <p className="visually-hidden" role="status">
      {/* With a new key the text is a new one, and is announced again if its words are the same. */}
      <Fragment key={message.number}>{message.words}</Fragment>
    </p>
  );
}
