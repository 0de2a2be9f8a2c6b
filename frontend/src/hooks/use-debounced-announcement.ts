import { useEffect, useRef, useState } from "react";

/** Longer than the delay between two key presses of a held key. */
const quietMs = 600;

/**
 * Announces a text that changes with every key press, after the keys rest. Call `announceSoon` for
 * each key press and show `announcement` in a live region.
 */
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
