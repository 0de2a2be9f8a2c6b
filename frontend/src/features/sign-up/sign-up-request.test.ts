import { describe, expect, test } from "vitest";
import { createIdempotencyKeys } from "./sign-up-request";

describe("the Idempotency-Key", () => {
  const contents = {
    email: "a@b.example",
    password: "p",
    display_name: "Anna",
    picture: null,
    crop: null,
  };

  test("stays the same while the same contents are sent again", () => {
    const keyFor = createIdempotencyKeys();
    expect(keyFor({ ...contents })).toBe(keyFor({ ...contents }));
  });

  test("changes with the contents and differs between forms", () => {
    const keyFor = createIdempotencyKeys();
    const first = keyFor(contents);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(keyFor({ ...contents, email: "b@b.example" })).not.toBe(first);
    expect(createIdempotencyKeys()(contents)).not.toBe(first);
  });
});
