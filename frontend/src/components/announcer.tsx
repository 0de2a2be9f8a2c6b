import { useEffect, useRef, useState } from "react";

interface AnnouncerProps {
  /** What can be said now, each under a key that stands for one step. */
  news: ReadonlyMap<string, string>;
}

/** The page's one polite live region: says each step once, however often the page asks. */
export function Announcer({ news }: AnnouncerProps) {
  const said = useRef(new Set<string>());
  const [words, setWords] = useState("");
  useEffect(() => {
    const fresh = [...news].filter(([key]) => !said.current.has(key));
    if (fresh.length > 0) {
      for (const [key] of fresh) {
        said.current.add(key);
      }
      setWords(fresh.map(([, sentence]) => sentence).join(" "));
    }
  }, [news]);
  return (
    <p className="visually-hidden" role="status">
      {words}
    </p>
  );
}
