import { describe, expect, test } from "vitest";
import { validateLogIn, validateSignUp } from "./validation";

const good = { email: "anna@example.com", password: "correct horse", display_name: "Anna" };

test("valid values have no errors", () => {
  expect(validateSignUp(good)).toEqual({});
});

test("an empty form has an error for each field, in the form's order", () => {
  const errors = validateSignUp({ email: "", password: "", display_name: "  " });
  expect(Object.entries(errors)).toEqual([
    ["email", "Enter your e-mail address"],
    ["password", "Enter a password"],
    ["display_name", "Enter the name to show"],
  ]);
});

describe("the e-mail address", () => {
  test.each(["anna", "anna@", "@example.com", "a@b.", "a b@example.com", "a@b.c, x@y.z", "a@b..c"])(
    "%o is invalid",
    (email) => {
      expect(validateSignUp({ ...good, email })).toHaveProperty("email");
    },
  );

  test.each([
    "anna+foyer@example.com",
    " anna@example.com ",
    "admin@intranet",
    "жанна@пример.рф",
    "o'neill@mail.example.co.uk",
  ])("%o is valid", (email) => {
    expect(validateSignUp({ ...good, email })).toEqual({});
  });
});

describe("the name", () => {
  test.each([
    ["45 letters of two code points", "e\u0301".repeat(45)],
    ["80 letters and a soft hyphen", `${"x".repeat(40)}\u00ad${"x".repeat(40)}`],
  ])("may have %s, which the server counts composed and without hyphens", (_, name) => {
    expect(validateSignUp({ ...good, display_name: name })).toEqual({});
  });

  test.each([
    ["invisible", "\u200b\u2066"],
    ["too long", "x".repeat(81)],
  ])("must not be %s", (_, name) => {
    expect(validateSignUp({ ...good, display_name: name })).toHaveProperty("display_name");
  });
});

describe("the password", () => {
  test("is measured in characters as people count them: twelve emoji are twelve", () => {
    expect(validateSignUp({ ...good, password: "🐘".repeat(12) })).toEqual({});
    expect(validateSignUp({ ...good, password: "🐘".repeat(11) })).toHaveProperty("password");
  });

  test("may be long, up to a limit", () => {
    expect(validateSignUp({ ...good, password: "x".repeat(128) })).toEqual({});
    expect(validateSignUp({ ...good, password: "x".repeat(129) })).toHaveProperty("password");
  });

  test("is not measured at the log-in, because an older rule may have allowed it", () => {
    expect(validateLogIn({ email: "anna@example.com", password: "short" })).toEqual({});
    expect(validateLogIn({ email: "anna@example.com", password: "" })).toHaveProperty("password");
  });
});
