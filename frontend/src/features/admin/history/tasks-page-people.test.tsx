import { screen, waitFor, within } from "@testing-library/preact";
import { expect, test } from "vitest";
import { openAdmin } from "../../../testing/admin";
import { exampleAdminTask } from "../../../testing/examples";

const mail = exampleAdminTask();
const chips = () =>
  within(screen.getByRole("list", { name: "Chosen filters" }))
    .getAllByRole("listitem")
    .map((chip) => chip.textContent);

test("the chip of a person's tasks names the person, as long as the list has a row", async () => {
  const id = "0197a000-0000-7000-8000-00000000000a";
  const person = { id, display_name: "Karen Liskov", email: "k•••@example.com" };
  const { user, serverState } = openAdmin(`/admin/tasks?user=${id}`, {
    tasks: [{ ...mail, person }],
  });
  await waitFor(() => expect(chips()).toContain("User: Karen Liskov, k•••@example.com"));
  serverState.tasks = [];
  await user.click(screen.getByRole("checkbox", { name: "Failed" }));
  await waitFor(() => expect(chips()).toContain("User: 0197a000…"));
});

test("names and addresses have the direction of their own text", async () => {
  const person = { id: null, display_name: "محمد", email: "م•••@example.com" };
  openAdmin("/admin/tasks", { tasks: [{ ...mail, person }] });
  expect((await screen.findByText(person.display_name)).dir).toBe("auto");
  expect(screen.getByText(person.email).dir).toBe("auto");
});
