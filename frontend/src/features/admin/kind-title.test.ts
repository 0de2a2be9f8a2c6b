import { expect, test } from "vitest";
import { kindTitle } from "./kind-title";

test.each([
  ["resize_thumbnail", "Picture"],
  ["send_confirmation_email", "Confirmation mail"],
  ["expire_sign_ups", "Sign-up clean-up"],
  ["clean_pictures", "Picture clean-up"],
  ["forget_history", "History clean-up"],
  ["water_the_plants", "water_the_plants"],
  ["constructor", "constructor"],
])("the kind %s is called %s", (kind, title) => {
  expect(kindTitle(kind)).toBe(title);
});
