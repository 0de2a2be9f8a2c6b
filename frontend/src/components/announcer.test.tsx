import { render, screen, waitFor } from "@testing-library/preact";
import { expect, test } from "vitest";
import { Announcer } from "./announcer";

test("a second event with the same words is announced too", async () => {
  const { rerender } = render(<Announcer announcements={new Map([["first", "Saved."]])} />);
  const liveRegion = screen.getByRole("status");
  await waitFor(() => expect(liveRegion.textContent).toBe("Saved."));
  const [words] = liveRegion.childNodes;

  rerender(
    <Announcer
      announcements={
        new Map([
          ["first", "Saved."],
          ["second", "Saved."],
        ])
      }
    />,
  );
  // Screen readers announce what is added to the region.
  await waitFor(() => expect(liveRegion.childNodes[0]).not.toBe(words));
  expect(liveRegion.textContent).toBe("Saved.");
});
