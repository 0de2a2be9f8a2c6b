import { useEffect, useRef, useState } from "react";

interface AnnouncerProps {
  /** What can be said now, each under a key that stands for one step. */
  announcements: ReadonlyMap<string, string>;
}

/** The page's one polite live region: says each step once, however often the page asks. */
export function Announcer({ announcements }: AnnouncerProps) {
  const announced = useRef(new Set<string>());
  const [message, setMessage] = useState("");
  useEffect(() => {
    const newEntries = [...announcements].filter(([key]) => !announced.current.has(key));
    if (newEntries.length > 0) {
      for (const [key] of newEntries) {
        announced.current.add(key);
      }
      setMessage(newEntries.map(([, sentence]) => sentence).join(" "));
    }
  }, [announcements]);
  return (
    <p className="visually-hidden" role="status">
      {message}
    </p>
  );
}
