import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { type BarRange, moveRange } from "./histogram-bars";

/** A range of bars that the user selects by pointer or by keyboard. Enter and a drag choose it. */
export function useBarRange(bars: number, onChoose: (range: BarRange) => void) {
  const last = bars - 1;
  const [range, setRange] = useState<BarRange | null>(null);
  const marked = range && { anchor: Math.min(range.anchor, last), end: Math.min(range.end, last) };
  const current = marked ?? { anchor: last, end: last };
  const choose = (chosen: BarRange) => {
    setRange(null);
    onChoose(chosen);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveRange(event.key, current, last, event.shiftKey);
    if (next) {
      event.preventDefault();
      setRange(next);
    } else if (event.key === "Enter") {
      choose(current);
    } else if (event.key === "Escape") {
      setRange(null);
    }
  };
  return { marked, current, choose, handlers: { onKeyDown, ...useDrag(bars, setRange, choose) } };
}

/**
 * Selects bars while the pointer is down. A tap on one bar only shows its numbers; the button below
 * applies the range.
 */
function useDrag(
  bars: number,
  onMark: (range: BarRange | null) => void,
  choose: (range: BarRange) => void,
) {
  const drag = useRef<BarRange | null>(null);
  const barAt = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const share = (clientX - left) / (width || 1);
    return Math.min(Math.max(Math.floor(share * bars), 0), bars - 1);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const bar = barAt(event);
      drag.current = { anchor: bar, end: bar };
      event.currentTarget.setPointerCapture(event.pointerId);
      onMark(drag.current);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag.current) {
        drag.current = { ...drag.current, end: barAt(event) };
        onMark(drag.current);
      }
    },
    onPointerUp: () => {
      if (drag.current && drag.current.anchor !== drag.current.end) {
        choose(drag.current);
      }
      drag.current = null;
    },
    // The gesture became a scroll.
    onPointerCancel: () => {
      drag.current = null;
      onMark(null);
    },
  };
}
