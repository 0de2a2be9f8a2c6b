import { screen } from "@testing-library/preact";
import { expect, test } from "vitest";
import { openAdmin } from "../../../testing/admin";
import { exampleAdminTask } from "../../../testing/examples";

test("a user without a role sees that the page is not for them, and no data are requested", async () => {
  const { requests } = openAdmin("/admin/tasks", {}, "user");
  expect(await screen.findByRole("heading", { name: "For administrators only" })).toBeTruthy();
  expect(requests).toEqual([]);
});

test("an operator sees everything and has no actions", async () => {
  const { user } = openAdmin(
    "/admin/tasks?state=FAILURE",
    { tasks: [exampleAdminTask({ state: "FAILURE" })] },
    "operator",
  );
  await screen.findByRole("table");
  expect(screen.getByText(/Only administrators can retry and cancel tasks/)).toBeTruthy();
  expect(screen.queryByRole("checkbox", { name: /Choose/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /Retry|Cancel/ })).toBeNull();
  expect(screen.queryByRole("link", { name: "Flower" })).toBeNull();
  await user.keyboard("jxr");
  expect(screen.queryByRole("dialog")).toBeNull();
});
