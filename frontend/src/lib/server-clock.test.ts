import { HttpResponse, http } from "msw";
import { afterEach, expect, test, vi } from "vitest";
import { request } from "../api/http";
import { exampleProfile } from "../testing/examples";
import { server } from "../testing/server";
import { readServerClock, serverNow } from "./server-clock";

const realTime = Date.parse("2026-01-02T12:00:00.400Z");
const hour = 3_600_000;
const date = new Date(realTime).toUTCString();

afterEach(() => {
  vi.useRealTimers();
  readServerClock(new Response(null, { headers: { Date: new Date().toUTCString() } }));
});

test.each([-2 * hour, 2 * hour])("a clock that is wrong by %i ms is corrected", async (error) => {
  server.use(
    http.get("*/api/me", () => HttpResponse.json(exampleProfile(), { headers: { date } })),
  );
  vi.useFakeTimers({ toFake: ["Date"], now: realTime + error });
  await request("GET", "/api/me");
  expect(Math.abs(serverNow() - realTime)).toBeLessThan(2_000);
});

test("a correct clock is not changed by whole seconds or a missing header", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: realTime });
  readServerClock(new Response(null, { headers: { date } }));
  readServerClock(new Response());
  expect(serverNow()).toBe(realTime);
});
