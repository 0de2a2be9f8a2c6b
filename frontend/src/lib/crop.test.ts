import { describe, expect, test } from "vitest";
import { centre, centredCrop, dragCrop, isSameCrop, maxZoom, roundCrop, zoomLevel } from "./crop";

const picture = { width: 1600, height: 1200 };
const start = centredCrop(picture);

test("the default crop is the largest square in the middle", () => {
  expect(start).toEqual({ x: 200, y: 0, size: 1200 });
  expect(zoomLevel(start, picture)).toBe(1);
});

describe("dragging", () => {
  test("moves the picture with the pointer: half a stage is half the crop", () => {
    const near = dragCrop(start, picture, centre, centre, 2);
    const there = dragCrop(near, picture, centre, { x: 0.75, y: 0.25 });
    expect(there).toEqual({ x: near.x - 150, y: near.y + 150, size: 600 });
  });

  test("ends at the picture's edges", () => {
    expect(dragCrop(start, picture, centre, { x: 9, y: 9 })).toEqual({ x: 0, y: 0, size: 1200 });
    expect(dragCrop(start, picture, centre, { x: -9, y: -9 })).toMatchObject({ x: 400, y: 0 });
  });
});

describe("zooming", () => {
  test("keeps the point under the pointer in place", () => {
    const at = { x: 0.25, y: 0.75 };
    const near = dragCrop(start, picture, at, at, 2);
    expect(near.x + at.x * near.size).toBe(start.x + at.x * start.size);
    expect(near.y + at.y * near.size).toBe(start.y + at.y * start.size);
    expect(zoomLevel(near, picture)).toBe(2);
  });

  test("ends at a factor of eight, and where too few pixels are left", () => {
    expect(dragCrop(start, picture, centre, centre, 100).size).toBe(150);
    expect(maxZoom({ width: 300, height: 256 })).toBe(2);
    expect(maxZoom({ width: 90, height: 100 })).toBe(1);
  });

  test("never shows anything outside of the picture", () => {
    const corner = dragCrop(dragCrop(start, picture, centre, centre, 4), picture, centre, {
      x: 9,
      y: 9,
    });
    expect(dragCrop(corner, picture, centre, centre, 0.01)).toEqual({ x: 0, y: 0, size: 1200 });
  });
});

test("a picture that is not moved keeps its exact position", () => {
  const odd = { width: 1601, height: 1203 };
  const start = dragCrop(centredCrop(odd), odd, centre, { x: 0.31, y: 0.47 }, 1.7);
  for (let share = 0; share < 1; share += 0.013) {
    const at = { x: share, y: 1 - share };
    expect(isSameCrop(dragCrop(start, odd, at, at), start)).toBe(true);
  }
});

test("the crop that is sent is rounded and inside the picture", () => {
  const odd = { width: 1001, height: 777 };
  for (const factor of [1, 1.0007, 1.3, 2.7, 5.9]) {
    for (const to of [centre, { x: 3, y: 3 }, { x: -3, y: -3 }, { x: 0.51, y: 0.49 }]) {
      const crop = roundCrop(dragCrop(centredCrop(odd), odd, centre, to, factor), odd);
      expect(Object.values(crop).every(Number.isInteger)).toBe(true);
      expect(crop.x).toBeGreaterThanOrEqual(0);
      expect(crop.y).toBeGreaterThanOrEqual(0);
      expect(crop.x + crop.size).toBeLessThanOrEqual(odd.width);
      expect(crop.y + crop.size).toBeLessThanOrEqual(odd.height);
    }
  }
});
