import { act, createEvent, fireEvent, render, screen } from "@testing-library/preact";
import { describe, expect, test, vi } from "vitest";
import type { Crop } from "../crop";
import { Cropper } from "./cropper";

const side = 200;

/** A cropper 200 pixels wide with a picture that has just arrived, and what it says was chosen. */
function openCropper({ width = 1600, height = 1200, start = null as Crop | null } = {}) {
  const chosen = vi.fn<(crop: Crop) => void>();
  const broken = vi.fn();
  const { container } = render(
    <Cropper url="blob:picture" start={start} onCrop={chosen} onBroken={broken} />,
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
  return { stage, picture, broken, crop: () => chosen.mock.lastCall?.[0], chosen };
}

/** A pointer event; jsdom has none that knows places. */
function point(stage: Element, type: "Down" | "Move" | "Up", x: number, y: number, pointerId = 1) {
  const event = createEvent(`pointer${type.toLowerCase()}`, stage, { bubbles: true });
  act(() => void stage.dispatchEvent(Object.assign(event, { clientX: x, clientY: y, pointerId })));
}

test("a picture nobody moved is not cut otherwise than the server would", () => {
  const { chosen, picture } = openCropper();
  expect(chosen).not.toHaveBeenCalled();
  expect(Number.parseFloat(picture.style.inlineSize)).toBeCloseTo(133.33, 2);
});

test("what was chosen before is shown again", () => {
  const { stage, crop } = openCropper({ start: { x: 10, y: 20, size: 600 } });
  fireEvent.keyDown(stage, { key: "ArrowLeft" });
  expect(crop()).toEqual({ x: 22, y: 20, size: 600 });
});

describe("the mouse", () => {
  test("drags the picture", () => {
    const { stage, crop } = openCropper();
    point(stage, "Down", 100, 100);
    point(stage, "Move", 80, 100);
    point(stage, "Up", 80, 100);
    expect(crop()).toEqual({ x: 320, y: 0, size: 1200 });
  });

  test("that only passes over moves nothing", () => {
    const { stage, chosen } = openCropper();
    point(stage, "Move", 80, 100);
    expect(chosen).not.toHaveBeenCalled();
  });

  test("brings what it clicks to the middle", () => {
    const { stage, crop } = openCropper();
    point(stage, "Down", 120, 100);
    point(stage, "Up", 120, 100);
    expect(crop()).toEqual({ x: 320, y: 0, size: 1200 });
  });

  test("zooms with its wheel around itself, and the page stays where it is", () => {
    const { stage, crop } = openCropper();
    const turn = new WheelEvent("wheel", {
      deltaY: -650 * Math.LN2,
      clientX: 0,
      clientY: 0,
      cancelable: true,
    });
    act(() => void stage.dispatchEvent(turn));
    expect(turn.defaultPrevented).toBe(true);
    expect(crop()).toEqual({ x: 200, y: 0, size: 600 });
  });
});

test("two fingers zoom by how far they part, and tap nothing when they leave", () => {
  const { stage, crop } = openCropper();
  point(stage, "Down", 90, 100, 1);
  point(stage, "Down", 110, 100, 2);
  point(stage, "Move", 80, 100, 1);
  point(stage, "Move", 120, 100, 2);
  expect(crop()).toEqual({ x: 500, y: 300, size: 600 });
  point(stage, "Up", 80, 100, 1);
  point(stage, "Up", 120, 100, 2);
  expect(crop()).toEqual({ x: 500, y: 300, size: 600 });
});

describe("the keyboard", () => {
  test("zooms and moves, further with shift, and the page does not scroll", () => {
    const { stage, crop } = openCropper();
    fireEvent.keyDown(stage, { key: "+" });
    expect(crop()?.size).toBe(1091);
    const before = crop() as Crop;
    const right = createEvent.keyDown(stage, { key: "ArrowRight", shiftKey: true });
    fireEvent(stage, right);
    expect(right.defaultPrevented).toBe(true);
    expect(before.x - (crop()?.x ?? 0)).toBeCloseTo(109.09, -1);
    fireEvent.keyDown(stage, { key: "-" });
    expect(crop()?.size).toBe(1200);
  });

  test("keys for other things are left alone", () => {
    const { stage, chosen } = openCropper();
    const tab = createEvent.keyDown(stage, { key: "Tab" });
    fireEvent(stage, tab);
    expect(tab.defaultPrevented).toBe(false);
    expect(chosen).not.toHaveBeenCalled();
  });
});

describe("the slider", () => {
  test("says how much the picture is enlarged, and follows the other ways", () => {
    const { stage, crop } = openCropper();
    const slider = screen.getByRole("slider", { name: "Zoom" });
    fireEvent.input(slider, { target: { value: "2" } });
    expect(crop()).toEqual({ x: 500, y: 300, size: 600 });
    expect(slider.getAttribute("aria-valuetext")).toBe("200%");
    fireEvent.keyDown(stage, { key: "+" });
    expect(slider.getAttribute("aria-valuetext")).toBe("220%");
  });

  test("is not there for a picture too small to be enlarged", () => {
    openCropper({ width: 100, height: 120 });
    expect(screen.queryByRole("slider")).toBeNull();
  });
});

test("a picture that the browser cannot show is told", () => {
  const { picture, broken } = openCropper();
  fireEvent.error(picture);
  expect(broken).toHaveBeenCalledOnce();
});
