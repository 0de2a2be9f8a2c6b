import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { reloadPage } from "../lib/reload-page";
import { exampleProblem, exampleProfile } from "../testing/examples";
import { openApp } from "../testing/render-app";
import { server } from "../testing/server";
import { acceptedSignUp, fillInForm, mockSignUps, openForm, submitForm } from "../testing/sign-up";
import { reloadAfterChunkError } from "./chunk-errors";

const fetched = vi.hoisted(() => ({ welcome: 0 }));
vi.mock("../lib/reload-page", () => ({ reloadPage: vi.fn() }));
vi.mock("../features/welcome/welcome-page", () => {
  fetched.welcome += 1;
  throw new Error("Unable to preload CSS for /assets/welcome.css");
});

const loseAPart = () => window.dispatchEvent(new Event("vite:preloadError"));

test("the next page is preloaded during the submit; if that fails, trying again reloads", async () => {
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  mockSignUps(async () => {
    await answered;
    return acceptedSignUp();
  });
  const user = await openForm();
  await fillInForm(user);
  expect(fetched.welcome).toBe(0);
  await submitForm(user);
  await waitFor(() => expect(fetched.welcome).toBe(1));
  expect(window.location.pathname).toBe("/sign-up");

  answer();
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  expect(window.location.pathname).toMatch(/^\/welcome\//);
  expect(reloadPage).toHaveBeenCalledOnce();
});

test("a failed API request is sent again without a reload", async () => {
  let away = true;
  server.use(
    http.get("*/api/me", () =>
      away
        ? HttpResponse.json(exampleProblem(403, "not_allowed"), { status: 403 })
        : HttpResponse.json(exampleProfile()),
    ),
  );
  const { user } = openApp("/profile");
  const retryButton = await screen.findByRole("button", { name: "Try again" });
  away = false;
  await user.click(retryButton);
  expect(await screen.findByRole("heading", { name: "Anna Lindqvist" })).toBeTruthy();
  expect(reloadPage).not.toHaveBeenCalled();
});

test("a failed preload does not disturb the page, and the next page is loaded from the server", async () => {
  const { user, router } = openApp("/sign-up");
  reloadAfterChunkError(router);
  await user.type(await screen.findByLabelText("E-mail"), "anna@example.com");
  loseAPart();
  await router.invalidate();
  expect(reloadPage).not.toHaveBeenCalled();
  const reloaded: string[] = [];
  vi.mocked(reloadPage).mockImplementation(() => void reloaded.push(window.location.pathname));
  await router.navigate({ to: "/log-in" });
  expect(reloaded).toEqual(["/log-in"]);
});

test("a failed chunk causes no reload while offline", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { router } = openApp("/sign-up");
  reloadAfterChunkError(router);
  await screen.findByLabelText("E-mail");
  loseAPart();
  await router.navigate({ to: "/log-in" });
  expect(reloadPage).not.toHaveBeenCalled();
});
