import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { exampleProblem, exampleProfile } from "../testing/examples";
import { openApp } from "../testing/render-app";
import { server } from "../testing/server";
import { accepted, answerSignUps, fillIn, openForm, submit } from "../testing/sign-up";
import { reloadAfterLostPart } from "./lost-parts";
import { reloadPage } from "./reload-page";

const fetched = vi.hoisted(() => ({ welcome: 0 }));
vi.mock("./reload-page", () => ({ reloadPage: vi.fn() }));
vi.mock("../features/welcome/welcome", () => {
  fetched.welcome += 1;
  throw new Error("Unable to preload CSS for /assets/welcome.css");
});

const loseAPart = () => window.dispatchEvent(new Event("vite:preloadError"));

test("the page after the form is fetched while the form is sent; if it is lost, trying again reloads", async () => {
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  answerSignUps(async () => {
    await answered;
    return accepted();
  });
  const person = await openForm();
  await fillIn(person);
  expect(fetched.welcome).toBe(0);
  await submit(person);
  await waitFor(() => expect(fetched.welcome).toBe(1));
  expect(window.location.pathname).toBe("/sign-up");

  answer();
  await person.click(await screen.findByRole("button", { name: "Try again" }));
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
  const { person } = openApp("/profile");
  const again = await screen.findByRole("button", { name: "Try again" });
  away = false;
  await person.click(again);
  expect(await screen.findByRole("heading", { name: "Anna Lindqvist" })).toBeTruthy();
  expect(reloadPage).not.toHaveBeenCalled();
});

test("a part that was lost ahead of its page costs nothing here; the next page is loaded whole", async () => {
  const { person, router } = openApp("/sign-up");
  reloadAfterLostPart(router);
  await person.type(await screen.findByLabelText("E-mail"), "anna@example.com");
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
  reloadAfterLostPart(router);
  await screen.findByLabelText("E-mail");
  loseAPart();
  await router.navigate({ to: "/log-in" });
  expect(reloadPage).not.toHaveBeenCalled();
});
