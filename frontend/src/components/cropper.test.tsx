import { createEvent, fireEvent, screen } from "@testing-library/preact";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Crop } from "../lib/crop";
import { firePointer, fireWheel, openCropper } from "../testing/cropper";
import { advanceTime, useFakeTime } from "../testing/time";

afterEach(() => void vi.useRealTimers());

test("a picture that was not moved sends no crop", () => {
  const { chosen, picture } = openCropper();
  expect(chosen).not.toHaveBeenCalled();
  expect(Number.parseFloat(picture.style.inlineSize)).toBeCloseTo(133.33, 2);
});

test("the crop that was chosen before is shown again", () => {
  const { stage, crop } = openCropper({ start: { x: 10, y: 20, size: 600 } });
  fireEvent.keyDown(stage, { key: "ArrowLeft" });
  expect(crop()).toEqual({ x: 22, y: 20, size: 600 });
});

test("the crop is in pixels of the file, not in those that the browser reports", () => {
  const size = { width: 600, height: 400 };
  const { stage, crop } = openCropper({ ...size, storedSize: { width: 1200, height: 800 } });
  fireEvent.keyDown(stage, { key: "ArrowLeft" });
  expect(crop()).toEqual({ x: 216, y: 0, size: 800 });
});

test("a picture that the browser distorts cannot be moved", () => {
  const size = { width: 800, height: 1200 };
  const distorted = openCropper({ ...size, storedSize: { width: 1600, height: 1200 } });
  expect(distorted.onDistorted).toHaveBeenCalledOnce();
  fireEvent.keyDown(distorted.stage, { key: "ArrowUp" });
  expect(distorted.chosen).not.toHaveBeenCalled();
});

describe("the mouse", () => {
  test("drags the picture", () => {
    const { stage, crop } = openCropper();
    firePointer(stage, "Down", 100, 100);
    firePointer(stage, "Move", 80, 100);
    firePointer(stage, "Up", 80, 100);
    expect(crop()).toEqual({ x: 320, y: 0, size: 1200 });
  });

  test("moves nothing without a pressed button", () => {
    const { stage, chosen } = openCropper();
    firePointer(stage, "Move", 80, 100);
    expect(chosen).not.toHaveBeenCalled();
  });

  test("moves the clicked point to the middle", () => {
    const { stage, crop } = openCropper();
    firePointer(stage, "Down", 120, 100);
    firePointer(stage, "Up", 120, 100);
    expect(crop()).toEqual({ x: 320, y: 0, size: 1200 });
  });

  test("zooms around the pointer with its wheel, without scrolling the page", () => {
    const { stage, crop } = openCropper();
    expect(fireWheel(stage, -650 * Math.LN2)).toBe(true);
    expect(crop()).toEqual({ x: 200, y: 0, size: 600 });
  });

  test.each([
    ["out", 400],
    ["in", -400],
  ])("scrolls the page when the wheel cannot zoom further %s", (_, deltaY) => {
    const { stage, chosen } = openCropper({ width: 1601, height: 1203 });
    const stayed = Array.from({ length: 9 }, () => fireWheel(stage, deltaY));
    expect(stayed.at(-1)).toBe(false);
    expect(stayed.filter(Boolean)).toHaveLength(chosen.mock.calls.length);
  });

  test("scrolls the page over a picture that cannot be zoomed", () => {
    const { stage } = openCropper({ width: 100, height: 120 });
    expect(fireWheel(stage, -400)).toBe(false);
  });

  test("moves nothing with its other buttons", () => {
    const { stage, chosen } = openCropper();
    for (const button of [1, 2]) {
      firePointer(stage, "Down", 120, 100, { button });
      firePointer(stage, "Move", 90, 100, { button: -1 });
      firePointer(stage, "Up", 120, 100, { button });
    }
    expect(chosen).not.toHaveBeenCalled();
  });
});

test("two fingers zoom by their distance, and lifting them is not a tap", () => {
  const { stage, crop } = openCropper();
  const [first, second] = [{ pointerId: 1 }, { pointerId: 2 }];
  firePointer(stage, "Down", 90, 100, first);
  firePointer(stage, "Down", 110, 100, second);
  firePointer(stage, "Move", 80, 100, first);
  firePointer(stage, "Move", 120, 100, second);
  expect(crop()).toEqual({ x: 500, y: 300, size: 600 });
  firePointer(stage, "Up", 80, 100, first);
  firePointer(stage, "Up", 120, 100, second);
  expect(crop()).toEqual({ x: 500, y: 300, size: 600 });
});

describe("the keyboard", () => {
  test("zooms and moves, further with Shift, without scrolling the page", () => {
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

  test("announces the position after the keys rest", async () => {
    useFakeTime();
    const { stage } = openCropper();
    const status = screen.getByRole("status");
    fireEvent.keyDown(stage, { key: "+" });
    await advanceTime(500);
    fireEvent.keyDown(stage, { key: "ArrowDown" });
    await advanceTime(500);
    expect(status.textContent).toBe("");
    await advanceTime(200);
    expect(status.textContent).toBe(
      "Zoom 110%; the visible part is 50% from the left and 30% from the top",
    );
    fireEvent.keyDown(stage, { key: "Tab" });
    firePointer(stage, "Down", 100, 100);
    firePointer(stage, "Move", 80, 100);
    await advanceTime(700);
    expect(status.textContent).toContain("50% from the left");
  });

  test("announces a different position for each step, however far the picture is zoomed in", async () => {
    useFakeTime();
    const { stage } = openCropper();
    fireEvent.input(screen.getByRole("slider"), { target: { value: "8" } });
    fireEvent.keyDown(stage, { key: "ArrowLeft" });
    await advanceTime(700);
    expect(screen.getByRole("status").textContent).toContain("50.2% from the left");
  });

  test("ignores other keys", () => {
    const { stage, chosen } = openCropper();
    const tab = createEvent.keyDown(stage, { key: "Tab" });
    fireEvent(stage, tab);
    expect(tab.defaultPrevented).toBe(false);
    expect(chosen).not.toHaveBeenCalled();
  });
});

describe("the slider", () => {
  test("shows the zoom and follows the other controls", () => {
    const { stage, crop } = openCropper();
    const slider = screen.getByRole("slider", { name: "Zoom" });
    fireEvent.input(slider, { target: { value: "2" } });
    expect(crop()).toEqual({ x: 500, y: 300, size: 600 });
    expect(slider.getAttribute("aria-valuetext")).toBe("200%");
    fireEvent.keyDown(stage, { key: "+" });
    expect(slider.getAttribute("aria-valuetext")).toBe("220%");
  });

  test("is missing for a picture that is too small to zoom", () => {
    openCropper({ width: 100, height: 120 });
    expect(screen.queryByRole("slider")).toBeNull();
  });
});

test.each([
  [{ width: 1600, height: 1200 }, /^Drag.* slider/],
  [{ width: 1200, height: 1200 }, /^Pinch.* then drag/],
  [{ width: 100, height: 120 }, /^Drag.* too small/],
  [{ width: 100, height: 100 }, /all of it is shown/],
])("a picture of %o has a hint that fits it", (size, expected) => {
  const { stage } = openCropper(size);
  const hint = document.getElementById(stage.getAttribute("aria-describedby") ?? "");
  expect(hint?.textContent).toMatch(expected);
});

test("a picture that the browser cannot show is reported", () => {
  const { picture, onBroken } = openCropper();
  fireEvent.error(picture);
  expect(onBroken).toHaveBeenCalledOnce();
});
