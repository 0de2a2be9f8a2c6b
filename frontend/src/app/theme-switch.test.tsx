import { render, screen, waitFor } from "@testing-library/preact";
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

test("the first visit follows the theme of the device", () => {
  render(<ThemeSwitch />);
  expect(shown()).toBe("system");
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "System" }).checked).toBe(true);
});

test("a chosen theme is shown at once, and before the first paint of the next visit", async () => {
  render(<ThemeSwitch />);
  await userEvent.click(screen.getByRole("radio", { name: "Dark" }));
  expect(shown()).toBe("dark");
  loadPage();
  expect(shown()).toBe("dark");
});

test("going back to the theme of the system is stored too", async () => {
  render(<ThemeSwitch />);
  await userEvent.click(screen.getByRole("radio", { name: "Light" }));
  await userEvent.click(screen.getByRole("radio", { name: "System" }));
  loadPage();
  expect(shown()).toBe("system");
});

test("a theme that another tab chooses while this page renders applies", async () => {
  function OtherTab() {
    localStorage.setItem("foyer.theme", "dark");
    return null;
  }
  render(
    <>
      <ThemeSwitch />
      <OtherTab />
    </>,
  );
  await waitFor(() => expect(shown()).toBe("dark"));
});
