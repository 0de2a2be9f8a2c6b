import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { exampleProblem, exampleProfile } from "../testing/examples";
import { openApp } from "../testing/render-app";
import { server } from "../testing/server";
import { acceptedSignUp, fillInForm, mockSignUps, openForm, submitForm } from "../testing/sign-up";
import { reloadAfterChunkError } from "./chunk-errors";
import { reloadPage } from "./reload-page";

const fetched = vi.hoisted(() => ({ welcome: 0 }));
vi.mock("./reload-page", () => ({ reloadPage: vi.fn() }));
vi.mock("../features/welcome/welcome-page", () => {
  fetched.welcome += 1;
  throw new Error("Unable to preload CSS for /assets/welcome.css");
});

const loseAPart = () => window.dispatchEvent(new Event("vite:preloadError"));

test("the page after the form is fetched while the form is sent; if it is lost, trying again reloads", async () => {
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

test("what the server could not answer is asked again, without a reload", async () => {
  let away = true;
  server.use(
    http.get("*/api/me", () =>
      away
        ? HttpResponse.json(exampleProblem(403, "not_allowed"), { status: 403 })
        : HttpResponse.json(exampleProfile()),
    ),
  );
  const { user } = openApp("/profile");
  const again = await screen.findByRole("button", { name: "Try again" });
  away = false;
  await user.click(again);
  expect(await screen.findByRole("heading", { name: "Anna Lindqvist" })).toBeTruthy();
  expect(reloadPage).not.toHaveBeenCalled();
});

test("a part that was lost ahead of its page costs nothing here; the next page is loaded whole", async () => {
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

test("offline, a lost part reloads nothing", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const { router } = openApp("/sign-up");
  reloadAfterChunkError(router);
  await screen.findByLabelText("E-mail");
  loseAPart();
  await router.navigate({ to: "/log-in" });
  expect(reloadPage).not.toHaveBeenCalled();
});
