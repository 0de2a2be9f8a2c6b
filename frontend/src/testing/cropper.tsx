import { act, createEvent, fireEvent, render, screen } from "@testing-library/preact";
import { vi } from "vitest";
import { Cropper } from "../components/cropper";
import type { Crop, Size } from "../lib/crop";

const side = 200;

/** Opens a cropper 200 pixels wide with a loaded picture. */
export function openCropper({
  width = 1600,
  height = 1200,
  start = null as Crop | null,
  storedSize = null as Size | null,
} = {}) {
  const chosen = vi.fn<(crop: Crop) => void>();
  const onBroken = vi.fn();
  const onDistorted = vi.fn();
  const { container } = render(
    <Cropper
      url="blob:picture"
      storedSize={storedSize}
      start={start}
      onCrop={chosen}
      onDistorted={onDistorted}
      onBroken={onBroken}
    />,
  );
  const picture = container.querySelector("img") as HTMLImageElement;
  const stage = screen.getByRole("application");
  stage.getBoundingClientRect = () => new DOMRect(0, 0, side, side);
  stage.setPointerCapture = () => undefined;
  Object.defineProperties(picture, {
    naturalWidth: { value: width },
    naturalHeight: { value: height },
  });
  fireEvent.load(picture);
  return { stage, picture, onBroken, onDistorted, crop: () => chosen.mock.lastCall?.[0], chosen };
}

/** Fires a pointer event with coordinates, which jsdom's own events do not have. */
export function firePointer(
  stage: Element,
  type: "Down" | "Move" | "Up",
  clientX: number,
  clientY: number,
  { pointerId = 1, button = 0 } = {},
) {
  const event = createEvent(`pointer${type.toLowerCase()}`, stage, { bubbles: true });
  const details = { clientX, clientY, pointerId, button };
  act(() => void stage.dispatchEvent(Object.assign(event, details)));
}

/** Turns the wheel in the upper left corner. Returns whether the page was kept from scrolling. */
export function fireWheel(stage: Element, deltaY: number): boolean {
  const turn = new WheelEvent("wheel", { deltaY, clientX: 0, clientY: 0, cancelable: true });
  act(() => void stage.dispatchEvent(turn));
  return turn.defaultPrevented;
}
