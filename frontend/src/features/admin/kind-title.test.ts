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
])("the title of the kind %s is %s", (kind, title) => {
  expect(kindTitle(kind)).toBe(title);
});
