import { createEvent, fireEvent, screen } from "@testing-library/preact";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Crop } from "../lib/crop";
import { firePointer, fireWheel, openCropper } from "../testing/cropper";
import { advanceTime, useFakeTime } from "../testing/time";

afterEach(() => void vi.useRealTimers());

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
    firePointer(stage, "Down", 100, 100);
    firePointer(stage, "Move", 80, 100);
    firePointer(stage, "Up", 80, 100);
    expect(crop()).toEqual({ x: 320, y: 0, size: 1200 });
  });

  test("that only passes over moves nothing", () => {
    const { stage, chosen } = openCropper();
    firePointer(stage, "Move", 80, 100);
    expect(chosen).not.toHaveBeenCalled();
  });

  test("brings what it clicks to the middle", () => {
    const { stage, crop } = openCropper();
    firePointer(stage, "Down", 120, 100);
    firePointer(stage, "Up", 120, 100);
    expect(crop()).toEqual({ x: 320, y: 0, size: 1200 });
  });

  test("zooms with its wheel around itself, and the page stays where it is", () => {
    const { stage, crop } = openCropper();
    expect(fireWheel(stage, -650 * Math.LN2)).toBe(true);
    expect(crop()).toEqual({ x: 200, y: 0, size: 600 });
  });

  test.each([
    ["out", 400],
    ["in", -400],
  ])("scrolls the page once the wheel cannot zoom further %s", (_, deltaY) => {
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

test("two fingers zoom by how far they part, and tap nothing when they leave", () => {
  const { stage, crop } = openCropper();
  const [one, other] = [{ pointerId: 1 }, { pointerId: 2 }];
  firePointer(stage, "Down", 90, 100, one);
  firePointer(stage, "Down", 110, 100, other);
  firePointer(stage, "Move", 80, 100, one);
  firePointer(stage, "Move", 120, 100, other);
  expect(crop()).toEqual({ x: 500, y: 300, size: 600 });
  firePointer(stage, "Up", 80, 100, one);
  firePointer(stage, "Up", 120, 100, other);
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

  test("says where it came to, once it rests", async () => {
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
      "Zoom 110%; what is shown is 50% from the left and 30% from the top",
    );
    fireEvent.keyDown(stage, { key: "Tab" });
    firePointer(stage, "Down", 100, 100);
    firePointer(stage, "Move", 80, 100);
    await advanceTime(700);
    expect(status.textContent).toContain("50% from the left");
  });

  test("says another place for each step, however close the picture is", async () => {
    useFakeTime();
    const { stage } = openCropper();
    fireEvent.input(screen.getByRole("slider"), { target: { value: "8" } });
    fireEvent.keyDown(stage, { key: "ArrowLeft" });
    await advanceTime(700);
    expect(screen.getByRole("status").textContent).toContain("50.2% from the left");
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

test.each([
  [{ width: 1600, height: 1200 }, /^Drag.* slider/],
  [{ width: 1200, height: 1200 }, /^Pinch.* then drag/],
  [{ width: 100, height: 120 }, /^Drag.* too small/],
  [{ width: 100, height: 100 }, /all of it is shown/],
])("of %o it says what can be done with it", (size, words) => {
  const { stage } = openCropper(size);
  const hint = document.getElementById(stage.getAttribute("aria-describedby") ?? "");
  expect(hint?.textContent).toMatch(words);
});

test("a picture that the browser cannot show is told", () => {
  const { picture, onBroken } = openCropper();
  fireEvent.error(picture);
  expect(onBroken).toHaveBeenCalledOnce();
});
