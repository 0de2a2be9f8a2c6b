import { render, screen } from "@testing-library/preact";
import { expect, test, vi } from "vitest";
import { SelectionBar } from "./selection-bar";

test.each([
  [1000, true],
  [1001, false],
])("%i selected tasks: the actions are offered: %s", (count, areActionsOffered) => {
  render(<SelectionBar count={count} onAct={vi.fn()} onClear={vi.fn()} />);
  expect(screen.queryByRole("button", { name: "Retry…" }) !== null).toBe(areActionsOffered);
  expect(screen.queryByText(/^At most 1,000 can be chosen/) === null).toBe(areActionsOffered);
});
