import { expect, test } from "vitest";
import { readJpegSize, rotatedAs } from "./picture-size";

const file = (...parts: number[][]) => new File([Uint8Array.from(parts.flat())], "me.jpg");

const start = [0xff, 0xd8];
const metadata = [0xff, 0xe1, 0, 4, 0xff, 0xc0];
const table = [0xff, 0xc4, 0, 2];
const frame = [0xff, 0xc2, 0, 17, 8, 0x03, 0x20, 0x04, 0xb0, 3];

test("the size is that of the frame, behind metadata, tables and padding", async () => {
  const picture = file(start, metadata, table, [0xff, 0xff], frame);
  expect(await readJpegSize(picture)).toEqual({ width: 1200, height: 800 });
});

test.each([
  ["another format", file([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
  ["a file that ends before its frame", file(start, metadata)],
  ["a file without a frame", file(start, ...Array.from({ length: 600 }, () => table))],
])("%s has no size", async (_, picture) => {
  expect(await readJpegSize(picture)).toBeNull();
});

test.each([
  ["upright", { width: 600, height: 400 }, { width: 1200, height: 800 }],
  ["rotated", { width: 400, height: 600 }, { width: 800, height: 1200 }],
])("the stored size of a picture shown %s", (_, shown, expected) => {
  expect(rotatedAs(shown, { width: 1200, height: 800 })).toEqual(expected);
});

test("the sides of a picture that the browser shows smaller are rounded", () => {
  const stored = { width: 1601, height: 1203 };
  expect(rotatedAs({ width: 534, height: 401 }, stored)).toEqual(stored);
  expect(rotatedAs({ width: 401, height: 534 }, stored)).toEqual({ width: 1203, height: 1601 });
});

test("a picture that the browser distorts has no size to crop in", () => {
  expect(rotatedAs({ width: 800, height: 1200 }, { width: 1600, height: 1200 })).toBeNull();
});
