import { useEffect, useRef, useState } from "react";

/** Long enough for a key that is held or pressed again. */
const quietMs = 600;

/** Words that change with every key, said once the keys rest: `soon` after each, `said` is for a live region. */
export function useDebouncedAnnouncement(text: string) {
  const [announcement, setAnnouncement] = useState("");
  const latest = useRef(text);
  latest.current = text;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    announcement,
    announceSoon() {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setAnnouncement(latest.current), quietMs);
    },
  };
}
