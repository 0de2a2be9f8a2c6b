import { expect, test } from "vitest";
import { isOrientationReliable } from "./picture-orientation";

const picture = (head: string) =>
  new File([Uint8Array.from(head, (character) => character.charCodeAt(0))], "me");

test.each([
  ["a JPEG", "\xff\xd8\xff\xe0", true],
  ["a plain WebP", "RIFF\x10\x00\x00\x00WEBPVP8 \x0a\x00\x00\x00\x08", true],
  ["a WebP with a colour profile", "RIFF\x10\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x20", true],
  ["a WebP with EXIF data", "RIFF\x10\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x28", false],
])("%s: the browser and the server agree on the orientation: %o", async (_, head, agree) => {
  expect(await isOrientationReliable(picture(head))).toBe(agree);
});
