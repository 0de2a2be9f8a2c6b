import { describe, expect, test } from "vitest";
import { checkPicture } from "./check-picture";
import { formatMegabytes, maxPictureBytes } from "./picture-limits";

function file(head: string, size = 100, name = "photo.jpg"): File {
  const bytes = new Uint8Array(size);
  bytes.set(Array.from(head, (character) => character.charCodeAt(0)));
  return new File([bytes], name, { type: "image/jpeg" });
}

/** Returns the message that the user reads about a file. */
async function complaint(picture: File): Promise<string | null> {
  const complain = await checkPicture(picture);
  return complain?.() ?? null;
}

const jpeg = "\xff\xd8\xff\xe0";

describe("a picture is judged by its content", () => {
  test.each([
    ["JPEG", jpeg],
    ["PNG", "\x89PNG\r\n\x1a\n"],
    ["GIF", "GIF89a"],
    ["WebP", "RIFF\x10\x00\x00\x00WEBPVP8 "],
    ["AVIF", "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1"],
    ["AVIF with a general first brand", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif"],
  ])("%s is taken", async (_, head) => {
    expect(await checkPicture(file(head))).toBeNull();
  });

  test.each([
    ["PDF", "%PDF-1.7"],
    ["SVG", "<svg xmlns="],
    ["an MP4 film", "\x00\x00\x00\x20ftypisom"],
    ["nothing", ""],
  ])("%s is refused whatever its name says", async (_, head) => {
    expect(await complaint(file(head))).toContain("JPEG, PNG, WebP, GIF or AVIF");
  });

  test("what cannot be read, as a folder that was dropped, is refused", async () => {
    const folder = file("");
    folder.slice = () => {
      const part = new Blob();
      part.arrayBuffer = () => Promise.reject(new DOMException("Gone", "NotFoundError"));
      return part;
    };
    expect(await complaint(folder)).toContain("JPEG, PNG, WebP, GIF or AVIF");
  });

  test("HEIC gets a sentence of its own", async () => {
    const problem = await complaint(file("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"));
    expect(problem).toContain("Most Compatible");
  });
});

describe("size", () => {
  test("exactly the limit is taken", async () => {
    expect(await checkPicture(file(jpeg, maxPictureBytes))).toBeNull();
  });

  test("more is refused, with both numbers", async () => {
    const problem = await complaint(file(jpeg, 11.2 * 1024 * 1024));
    expect(problem).toBe("The picture must be smaller than 10 MB; yours is 11.2 MB");
  });

  test("one byte too many does not read as the limit itself", () => {
    expect(formatMegabytes(maxPictureBytes + 1)).toBe("10.1 MB");
  });
});
