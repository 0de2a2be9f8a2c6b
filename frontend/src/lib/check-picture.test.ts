import { describe, expect, test } from "vitest";
import { checkPicture } from "./check-picture";
import { formatSize, maxPictureBytes } from "./picture-limits";

function file(head: string, size = 100, name = "photo.jpg"): File {
  const bytes = new Uint8Array(size);
  bytes.set(Array.from(head, (character) => character.charCodeAt(0)));
  return new File([bytes], name, { type: "image/jpeg" });
}

/** Returns the message that the user reads about a file. */
async function messageFor(picture: File): Promise<string | null> {
  const pictureError = await checkPicture(picture);
  return pictureError?.() ?? null;
}

const jpeg = "\xff\xd8\xff\xe0";

describe("the content of a picture decides", () => {
  test.each([
    ["JPEG", jpeg],
    ["PNG", "\x89PNG\r\n\x1a\n"],
    ["GIF", "GIF89a"],
    ["WebP", "RIFF\x10\x00\x00\x00WEBPVP8 "],
    ["AVIF", "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1"],
    ["AVIF with a general first brand", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif"],
  ])("%s is accepted", async (_, head) => {
    expect(await checkPicture(file(head))).toBeNull();
  });

  test.each([
    ["PDF", "%PDF-1.7"],
    ["SVG", "<svg xmlns="],
    ["an MP4 video", "\x00\x00\x00\x20ftypisom"],
  ])("%s is refused whatever its name says", async (_, head) => {
    expect(await messageFor(file(head))).toContain("JPEG, PNG, WebP, GIF or AVIF");
  });

  test("an empty file is called empty", async () => {
    expect(await messageFor(file("", 0))).toContain("empty");
  });

  test("an unreadable file is refused, with the reason that it may be a folder", async () => {
    const folder = file("");
    folder.slice = () => {
      const part = new Blob();
      part.arrayBuffer = () => Promise.reject(new DOMException("Gone", "NotFoundError"));
      return part;
    };
    expect(await messageFor(folder)).toMatch(/cannot be read.*folder/);
  });

  test("HEIC has a message of its own", async () => {
    const problem = await messageFor(file("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"));
    expect(problem).toContain("Most Compatible");
  });
});

describe("the size limit", () => {
  test("a file of exactly the limit is accepted", async () => {
    expect(await checkPicture(file(jpeg, maxPictureBytes))).toBeNull();
  });

  test("a larger file is refused with both numbers", async () => {
    const problem = await messageFor(file(jpeg, 11.2 * 1024 * 1024));
    expect(problem).toBe("The picture must be smaller than 10 MB; yours is 11.2 MB");
  });

  test("a file one byte above the limit does not show the limit as its size", () => {
    expect(formatSize(maxPictureBytes + 1)).toBe("10.1 MB");
  });

  test("a small file shows its size in kilobytes", () => {
    expect([2, 3_000, 999_999, 1_000_000].map(formatSize)).toEqual([
      "1 kB",
      "3 kB",
      "977 kB",
      "1 MB",
    ]);
  });
});
