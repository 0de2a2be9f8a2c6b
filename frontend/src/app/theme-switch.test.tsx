import { render, screen } from "@testing-library/preact";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import firstPaint from "../../public/first-paint.js?raw";
import { ThemeSwitch } from "./theme-switch";

const shown = () => document.documentElement.dataset.theme;

/** Runs public/first-paint.js, as the browser does before the first paint. */
function loadPage() {
  delete document.documentElement.dataset.theme;
  const script = document.createElement("script");
  script.textContent = firstPaint;
  document.head.append(script);
}

beforeEach(loadPage);

test("a first visit follows the device", () => {
  render(<ThemeSwitch />);
  expect(shown()).toBe("system");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "System" }).checked).toBe(true);
});

test("a choice is shown at once and is there before the first paint of the next visit", async () => {
  render(<ThemeSwitch />);
  await userEvent.click(screen.getByRole("radio", { name: "Dark" }));
  expect(shown()).toBe("dark");
  loadPage();
  expect(shown()).toBe("dark");
});

test("going back to the system's theme is a choice, too", async () => {
  render(<ThemeSwitch />);
  await userEvent.click(screen.getByRole("radio", { name: "Light" }));
  await userEvent.click(screen.getByRole("radio", { name: "System" }));
  loadPage();
  expect(shown()).toBe("system");
});
