import { type PointerEvent, type RefObject, useEffect, useRef } from "react";
import type { Point } from "../lib/crop";

/**
 * Moves the picture from one point to another and scales it. Returns whether that changed anything.
 */
export type Drag = (from: Point, to: Point, factor?: number) => boolean;

/** The main mouse button; fingers and pens report the same number. */
const mainButton = 0;

/** How far a pointer may move and still count as a tap, as a share of the stage. */
const tapTolerance = 0.02;

/** One notch of a mouse wheel is about 100 pixels and zooms by a sixth. */
const wheelSpeed = 1 / 650;

/**
 * Pointer gestures on the stage: one pointer drags, two pinch, and the wheel zooms.
 *
 * A tap moves its point to the middle, for users who cannot drag. When the wheel cannot zoom
 * further, it scrolls the page. The stage must switch off the browser's own gestures
 * (`touch-action: none`).
 */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  drag: Drag,
  onTap: (point: Point) => void,
) {
  const pointers = useRef(new Map<number, Point>());
  const travelledDistance = useRef(0);
  useWheel(stage, drag);

  const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }) =>
    pointOn(stage.current, clientX, clientY);
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== mainButton) {
        return;
      }
      event.currentTarget.setPointerCapture(event.pointerId);
      travelledDistance.current = pointers.current.size === 0 ? 0 : Number.POSITIVE_INFINITY;
      pointers.current.set(event.pointerId, pointOf(event));
    },
    onPointerMove(event: PointerEvent) {
      if (pointers.current.has(event.pointerId)) {
        const before = pinchState(pointers.current);
        pointers.current.set(event.pointerId, pointOf(event));
        const after = pinchState(pointers.current);
        travelledDistance.current += distance(before.point, after.point);
        drag(before.point, after.point, before.span > 0 ? after.span / before.span : 1);
      }
    },
    onPointerUp(event: PointerEvent) {
      if (pointers.current.delete(event.pointerId) && travelledDistance.current < tapTolerance) {
        onTap(pointOf(event));
      }
    },
    onPointerCancel(event: PointerEvent) {
      pointers.current.delete(event.pointerId);
    },
  };
}

/** Added by hand, because React's listeners are passive and cannot prevent scrolling. */
function useWheel(stage: RefObject<HTMLElement | null>, drag: Drag): void {
  const latest = useRef(drag);
  latest.current = drag;
  useEffect(() => {
    const element = stage.current;
    const onWheel = (event: WheelEvent) => {
      const point = pointOn(element, event.clientX, event.clientY);
      if (latest.current(point, point, Math.exp(-event.deltaY * wheelSpeed))) {
        event.preventDefault();
      }
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [stage]);
}

/** Returns the centre of the first two pointers and their distance. */
function pinchState(pointers: ReadonlyMap<number, Point>): { point: Point; span: number } {
  const [first = { x: 0, y: 0 }, second = first] = pointers.values();
  return {
    point: { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 },
    span: distance(first, second),
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function pointOn(element: HTMLElement | null, clientX: number, clientY: number): Point {
  const box = element?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
  return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
}
