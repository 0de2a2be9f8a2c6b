import { QueryClient } from "@tanstack/react-query";
import { cleanup, screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { setShownAccount } from "../api/shown-account";
import { reloadPage } from "../lib/reload-page";
import { sessionHintKey } from "../lib/session-hint";
import { exampleProfile } from "../testing/examples";
import { openProfile } from "../testing/profile";
import { openApp } from "../testing/render-app";
import { server } from "../testing/server";
import { followAccountInOtherTabs } from "./follow-account";

vi.mock("../lib/reload-page", () => ({ reloadPage: vi.fn() }));

beforeEach(() => vi.mocked(reloadPage).mockReset());

const grace = exampleProfile({ id: "grace", display_name: "Grace Hopper" });

/** Logs Grace in, as another tab does. */
function logInElsewhere() {
  server.use(http.get("*/api/me", () => HttpResponse.json(grace)));
  localStorage.setItem(sessionHintKey, grace.id);
  window.dispatchEvent(new StorageEvent("storage", { key: sessionHintKey }));
}

test("a page that shows another account is loaded again, and says so until it is left", async () => {
  await openProfile();
  await screen.findByText("Firefox on Linux");
  logInElsewhere();
  expect(reloadPage).toHaveBeenCalledOnce();

  cleanup();
  // Grace may not see this page, which has its own heading.
  const { router } = openApp("/admin/tasks");
  await screen.findByRole("heading", { name: "For administrators only" });
  expect((await screen.findByRole("alert")).textContent).toContain("with another account");

  await router.navigate({ to: "/profile" });
  await screen.findByRole("heading", { name: "Grace Hopper" });
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("a page is loaded again if another account was logged in while it loaded", () => {
  setShownAccount("anna");
  localStorage.setItem(sessionHintKey, grace.id);
  followAccountInOtherTabs(new QueryClient())();
  expect(reloadPage).toHaveBeenCalledOnce();
});

test("a log-in in another tab leaves a sign-up form as it is, and the next page has the new account", async () => {
  const { user, router } = await openProfile();
  await screen.findByText("Firefox on Linux");
  await router.navigate({ to: "/sign-up" });
  await user.type(await screen.findByLabelText("Password"), "correct horse battery");
  logInElsewhere();
  expect(reloadPage).not.toHaveBeenCalled();
  expect(screen.getByLabelText<HTMLInputElement>("Password").value).toBe("correct horse battery");

  await router.navigate({ to: "/profile" });
  await screen.findByRole("heading", { name: "Grace Hopper" });
  expect(screen.queryByText("Anna Lindqvist")).toBeNull();
  expect(reloadPage).not.toHaveBeenCalled();
});
