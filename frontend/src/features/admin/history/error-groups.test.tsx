import { screen, waitFor } from "@testing-library/preact";
import { expect, test } from "vitest";
import { openAdmin } from "../../../testing/admin";
import { exampleStatistics } from "../../../testing/examples";

const groups = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `error_${index}`,
    count: 3,
    first_at: null,
    last_at: null,
  }));

async function openErrors(count: number) {
  const statistics = exampleStatistics({
    error_groups: groups(count),
    error_group_count: 5000,
    error_count: 12_345,
  });
  const opened = openAdmin("/admin/tasks?state=FAILURE", { statistics });
  await opened.user.click(await screen.findByRole("button", { name: "Chart and errors" }));
  return opened;
}

test("the number of error groups is the true one, and more can be listed", async () => {
  const { user, requests } = await openErrors(50);
  expect(await screen.findByText("5,000 kinds of error, 12,345 tasks")).toBeTruthy();
  expect(screen.getByText("4,995 more")).toBeTruthy();
  expect(screen.getByText("The 50 most frequent of 5,000 are listed.")).toBeTruthy();
  for (const limit of [200, 800, 1000]) {
    await user.click(screen.getByText("List more"));
    await waitFor(() => expect(requests.at(-1)).toContain(`error_groups=${limit}`));
  }
  expect(screen.queryByText("List more")).toBeNull();
  expect(screen.getByText(/^Choose a shorter time/)).toBeTruthy();
});
