import { useEffect, useRef, useState } from "react";

/** Long enough for a key that is held or pressed again. */
const restMs = 600;

/** Words that change with every key, said once the keys rest: `soon` after each, `said` is for a live region. */
export function useRested(words: string) {
  const [said, setSaid] = useState("");
  const latest = useRef(words);
  latest.current = words;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    said,
    soon() {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setSaid(latest.current), restMs);
    },
  };
}
