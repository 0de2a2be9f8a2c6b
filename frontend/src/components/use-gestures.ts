import { type PointerEvent, type RefObject, useEffect, useRef } from "react";
import type { Place } from "../lib/crop";

/** Brings what is at one place to another, enlarged by a factor; tells whether that changed anything. */
export type Drag = (from: Place, to: Place, factor?: number) => boolean;

/** Of a mouse's buttons; a finger and a pen's tip count as it. */
const mainButton = 0;

/** How far a pointer may tremble and still tap, as a share of the stage. */
const tremble = 0.02;

/** One notch of a mouse wheel is about 100 pixels and zooms by a sixth. */
const wheelSpeed = 1 / 650;

/**
 * Mouse, pen and fingers on a stage: one drags, two pinch, a tap brings what is there to the middle (for whoever
 * cannot drag), a wheel zooms as far as it goes, then scrolls the page. The stage has to keep the browser's own gestures away (`touch-action: none`).
 */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  drag: Drag,
  onTap: (at: Place) => void,
) {
  const pointers = useRef(new Map<number, Place>());
  const travelled = useRef(0);
  useWheel(stage, drag);

  const place = ({ clientX, clientY }: { clientX: number; clientY: number }) =>
    placeOn(stage.current, clientX, clientY);
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== mainButton) {
        return;
      }
      event.currentTarget.setPointerCapture(event.pointerId);
      travelled.current = pointers.current.size === 0 ? 0 : Number.POSITIVE_INFINITY;
      pointers.current.set(event.pointerId, place(event));
    },
    onPointerMove(event: PointerEvent) {
      if (pointers.current.has(event.pointerId)) {
        const before = grip(pointers.current);
        pointers.current.set(event.pointerId, place(event));
        const after = grip(pointers.current);
        travelled.current += distance(before.at, after.at);
        drag(before.at, after.at, before.span > 0 ? after.span / before.span : 1);
      }
    },
    onPointerUp(event: PointerEvent) {
      if (pointers.current.delete(event.pointerId) && travelled.current < tremble) {
        onTap(place(event));
      }
    },
    onPointerCancel(event: PointerEvent) {
      pointers.current.delete(event.pointerId);
    },
  };
}

/** React listens passively, which could not keep the page from scrolling. */
function useWheel(stage: RefObject<HTMLElement | null>, drag: Drag): void {
  const latest = useRef(drag);
  latest.current = drag;
  useEffect(() => {
    const element = stage.current;
    const turn = (event: WheelEvent) => {
      const at = placeOn(element, event.clientX, event.clientY);
      if (latest.current(at, at, Math.exp(-event.deltaY * wheelSpeed))) {
        event.preventDefault();
      }
    };
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [stage]);
}

/** Where the fingers hold the picture, and how far apart the first two are. */
function grip(pointers: ReadonlyMap<number, Place>): { at: Place; span: number } {
  const [one = { x: 0, y: 0 }, other = one] = pointers.values();
  return {
    at: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
    span: distance(one, other),
  };
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function placeOn(element: HTMLElement | null, clientX: number, clientY: number): Place {
  const box = element?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
  return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
}
