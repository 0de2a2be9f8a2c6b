import { cleanup, screen, waitFor, within } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import type { StaffMember } from "../../../api/generated";
import { openAdmin } from "../../../testing/admin";
import { exampleProfile } from "../../../testing/examples";
import { mockEndpoint, problemResponse } from "../../../testing/profile";
import { server } from "../../../testing/server";
import { advanceTimeUntil, useFakeTime } from "../../../testing/time";

const me: StaffMember = { ...exampleProfile({ role: "admin" }) };
const olga: StaffMember = {
  id: "0197a000-0000-7000-8000-0000000000dd",
  email: "olga@example.com",
  display_name: "Olga Berg",
  role: "operator",
};

async function openStaff(role: "admin" | "operator" = "admin") {
  const app = openAdmin("/admin/staff", { staff: [me, olga] }, role);
  await screen.findByText("Olga Berg");
  return app;
}

const row = (name: string) =>
  within(screen.getByText(name, { exact: false }).closest("li") as HTMLElement);

test("users with a role are listed, and operators cannot change them", async () => {
  await openStaff("operator");
  expect(row("Anna Lindqvist").getByText("(you)", { exact: false })).toBeTruthy();
  expect(row("Olga Berg").getByText("Operator")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Make|Withdraw|Give/ })).toBeNull();
  expect(screen.getByText(/Only administrators can give/)).toBeTruthy();
});

test("the buttons of two people with the same name have different names", async () => {
  const other = { ...olga, id: "other", email: "olga@example.org" };
  openAdmin("/admin/staff", { staff: [me, olga, other] });
  const buttons = await screen.findAllByRole("button", { name: /^Withdraw: Olga Berg, / });
  expect(buttons.map((button) => button.textContent)).toEqual([
    "Withdraw: Olga Berg, olga@example.com",
    "Withdraw: Olga Berg, olga@example.org",
  ]);
});

test("a role is withdrawn after a confirmation that explains the consequence", async () => {
  const { user, serverState } = await openStaff();
  const sent = mockEndpoint("put", "/admin/staff", () => {
    serverState.staff = [me];
    return HttpResponse.json({ ...olga, role: "user" });
  });
  await user.click(screen.getByRole("button", { name: "Withdraw: Olga Berg, olga@example.com" }));
  const dialog = within(screen.getByRole("dialog", { name: "Withdraw the role of Olga Berg?" }));
  expect(sent).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Withdraw the role" }));
  expect(await screen.findByText("Olga Berg has no role any more.")).toBeTruthy();
  expect(sent).toEqual([{ email: "olga@example.com", role: "user" }]);
  await waitFor(() => expect(screen.queryByText("olga@example.com")).toBeNull());
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the role of the last administrator cannot be withdrawn, and the reason is shown", async () => {
  const { user } = await openStaff();
  mockEndpoint("put", "/admin/staff", () => problemResponse(409, "last_administrator"));
  await user.click(screen.getByRole("button", { name: /^Make operator: Anna Lindqvist, / }));
  const dialog = within(screen.getByRole("dialog"));
  expect(dialog.getByText(/you cannot undo this yourself/)).toBeTruthy();
  await user.click(dialog.getByRole("button", { name: "Make operator" }));
  expect((await dialog.findByRole("alert")).textContent).toContain(
    "The detail of last_administrator.",
  );
});

test("a role is given by e-mail address to an existing account", async () => {
  const { user, serverState } = await openStaff();
  const nils = { ...olga, id: "n", email: "nils@example.com", display_name: "Nils", role: "admin" };
  const field = () => screen.getByLabelText<HTMLInputElement>("E-mail");
  const give = () => user.click(screen.getByRole("button", { name: "Give the role" }));
  await give();
  expect(await screen.findByRole("link", { name: "Enter your e-mail address" })).toBeTruthy();
  mockEndpoint("put", "/admin/staff", () => problemResponse(404, "account_not_found"));
  await user.type(field(), "nils@example.com");
  await give();
  expect(await screen.findByRole("link", { name: /account_not_found/ })).toBeTruthy();
  const sent = mockEndpoint("put", "/admin/staff", () => {
    serverState.staff = [me, olga, nils as StaffMember];
    return HttpResponse.json(nils);
  });
  await user.click(screen.getByRole("radio", { name: "Administrator" }));
  await give();
  expect(await screen.findByText("Nils is an administrator now.")).toBeTruthy();
  expect(sent).toEqual([{ email: "nils@example.com", role: "admin" }]);
  expect(await screen.findByText("nils@example.com")).toBeTruthy();
  expect(field().value).toBe("");
});

test("a page that was left open for an hour still names its account when it acts", async () => {
  useFakeTime();
  try {
    openAdmin("/admin/staff", { staff: [me, olga] });
    await advanceTimeUntil(() => screen.queryByText("Olga Berg") !== null);
    await vi.advanceTimersByTimeAsync(3_600_000);
    const named: Array<string | null> = [];
    server.use(
      http.put("*/api/admin/staff", ({ request }) => {
        named.push(request.headers.get("Foyer-User"));
        return HttpResponse.json({ ...olga, role: "user" });
      }),
    );
    screen.getByRole("button", { name: /^Withdraw: Olga Berg, / }).click();
    await advanceTimeUntil(() => screen.queryByRole("dialog") !== null);
    screen.getByRole("button", { name: "Withdraw the role" }).click();
    await advanceTimeUntil(() => named.length > 0);
    expect(named).toEqual([me.id]);
  } finally {
    vi.useRealTimers();
  }
});

test("a role that was withdrawn elsewhere counts as soon as the server refuses a request", async () => {
  const { user } = await openStaff();
  server.use(http.get("*/api/me", () => HttpResponse.json(exampleProfile({ role: "user" }))));
  for (const method of ["put", "get"] as const) {
    mockEndpoint(method, "/admin/staff", () => problemResponse(403, "not_allowed"));
  }
  await user.click(screen.getByRole("button", { name: "Withdraw: Olga Berg, olga@example.com" }));
  await user.click(screen.getByRole("button", { name: "Withdraw the role" }));
  expect(await screen.findByRole("heading", { name: "For administrators only" })).toBeTruthy();
});

test("the form that gives a role keeps its values through a reload, until it is sent", async () => {
  const { user } = await openStaff();
  await user.type(screen.getByLabelText("E-mail"), "nils@example.com");
  await user.click(screen.getByRole("radio", { name: "Administrator" }));
  cleanup();
  const reloaded = await openStaff();
  const field = () => screen.getByLabelText<HTMLInputElement>("E-mail");
  expect(field().value).toBe("nils@example.com");
  const sent = mockEndpoint("put", "/admin/staff", () =>
    HttpResponse.json({ ...olga, display_name: "Nils", role: "admin" }),
  );
  await reloaded.user.click(screen.getByRole("button", { name: "Give the role" }));
  expect(await screen.findByText("Nils is an administrator now.")).toBeTruthy();
  expect(sent).toEqual([{ email: "nils@example.com", role: "admin" }]);
  cleanup();
  await openStaff();
  expect(field().value).toBe("");
});
