import { act, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../api/problem";
import { ApiErrorMessage } from "./api-error-message";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const tooMany = (seconds: number) =>
  new ApiError(429, "too_many_requests", "Too many.", null, [], seconds);

test("the server's message is shown unchanged", () => {
  render(<ApiErrorMessage error={new ApiError(503, "unavailable", "The server rests.", null)} />);
  expect(screen.getByText("The server rests.")).toBeTruthy();
});

test("after a 429 the wait is counted down for sighted users and announced once", () => {
  render(<ApiErrorMessage error={tooMany(40)} />);
  const announcedTexts = "Too many tries. Try again in 40 seconds.";
  expect(
    screen.getAllByText(announcedTexts).map((texts) => texts.getAttribute("aria-hidden")),
  ).toEqual(["true", null]);
  act(() => void vi.advanceTimersByTime(39_000));
  expect(screen.getByText("Too many tries. Try again in 1 second.").ariaHidden).toBe("true");
  expect(screen.getByText(announcedTexts).className).toBe("visually-hidden");
  act(() => void vi.advanceTimersByTime(1_000));
  expect(screen.getByText("You can try again now.")).toBeTruthy();
});

test("a long wait is shown in minutes", () => {
  render(<ApiErrorMessage error={tooMany(840)} />);
  expect(screen.getAllByText("Too many tries. Try again in 14 minutes.")).toHaveLength(2);
});
