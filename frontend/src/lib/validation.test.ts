import { describe, expect, test } from "vitest";
import { validateLogIn, validateSignUp } from "./validation";

const good = { email: "anna@example.com", password: "correct horse", display_name: "Anna" };

test("good values bring no complaint", () => {
  expect(validateSignUp(good)).toEqual({});
});

test("an empty form is told what to enter, field by field, in the form's order", () => {
  const errors = validateSignUp({ email: "", password: "", display_name: "  " });
  expect(Object.entries(errors)).toEqual([
    ["email", "Enter your e-mail address"],
    ["password", "Enter a password"],
    ["display_name", "Enter the name to show"],
  ]);
});

describe("e-mail", () => {
  test.each(["anna", "anna@", "@example.com", "a@b", "a b@example.com", "a@b.c, x@y.z", "a@b..c"])(
    "%o is no address",
    (email) => {
      expect(validateSignUp({ ...good, email })).toHaveProperty("email");
    },
  );

  test.each([
    "anna+foyer@example.com",
    " anna@example.com ",
    "жанна@пример.рф",
    "o'neill@mail.example.co.uk",
  ])("%o is one", (email) => {
    expect(validateSignUp({ ...good, email })).toEqual({});
  });
});

describe("password", () => {
  test("counts characters as people do: twelve emoji are twelve", () => {
    expect(validateSignUp({ ...good, password: "🐘".repeat(12) })).toEqual({});
    expect(validateSignUp({ ...good, password: "🐘".repeat(11) })).toHaveProperty("password");
  });

  test("may be long, but not endless", () => {
    expect(validateSignUp({ ...good, password: "x".repeat(128) })).toEqual({});
    expect(validateSignUp({ ...good, password: "x".repeat(129) })).toHaveProperty("password");
  });

  test("is not measured at the log-in: an old rule may have let it through", () => {
    expect(validateLogIn({ email: "anna@example.com", password: "short" })).toEqual({});
    expect(validateLogIn({ email: "anna@example.com", password: "" })).toHaveProperty("password");
  });
});
