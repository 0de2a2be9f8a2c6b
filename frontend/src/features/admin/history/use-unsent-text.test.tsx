import { cleanup, fireEvent, screen, waitFor } from "@testing-library/preact";
import { expect, test } from "vitest";
import { openAdmin } from "../../../testing/admin";

/** A reload removes the page without running the cleanups of its components. */
function reload() {
  const stored = { ...sessionStorage };
  cleanup();
  Object.assign(sessionStorage, stored);
}

test("a typed search survives a reload, until it is sent", async () => {
  const { user } = openAdmin("/admin/tasks");
  const box = () => screen.findByRole<HTMLInputElement>("searchbox", { name: "Search" });
  await user.type(await box(), "anna");
  reload();
  const reloaded = openAdmin("/admin/tasks");
  expect((await box()).value).toBe("anna");
  await reloaded.user.type(await box(), "{Enter}");
  await waitFor(() => expect(window.location.search).toBe("?q=anna"));
  cleanup();
  openAdmin("/admin/tasks");
  expect((await box()).value).toBe("");
});

test("a typed search is forgotten when another search is shown or the page is left", async () => {
  const { user, router } = openAdmin("/admin/tasks?q=foo");
  const box = () => screen.findByRole<HTMLInputElement>("searchbox", { name: "Search" });
  await user.type(await box(), "anna");
  await router.navigate({ to: "/admin/tasks", search: { q: "bar" } });
  await router.navigate({ to: "/admin/tasks", search: { q: "foo" } });
  expect((await box()).value).toBe("foo");
  await user.type(await box(), "anna");
  await router.navigate({ to: "/admin/workers" });
  await router.navigate({ to: "/admin/tasks", search: { q: "foo" } });
  expect((await box()).value).toBe("foo");
});

test("a typed time survives a reload, until another time is chosen", async () => {
  const { user } = openAdmin("/admin/tasks");
  const from = () => screen.queryByLabelText<HTMLInputElement>("From");
  await user.selectOptions(await screen.findByLabelText("Time"), "Between…");
  fireEvent.input(screen.getByLabelText("From"), { target: { value: "2026-01-02T04:00" } });
  reload();
  const reloaded = openAdmin("/admin/tasks");
  expect((await screen.findByLabelText<HTMLInputElement>("From")).value).toBe("2026-01-02T04:00");
  await reloaded.user.selectOptions(screen.getByLabelText("Time"), "Last 7 days");
  cleanup();
  openAdmin("/admin/tasks");
  await screen.findByLabelText("Time");
  expect(from()).toBeNull();
});
