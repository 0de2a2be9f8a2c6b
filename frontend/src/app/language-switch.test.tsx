import { screen, waitFor } from "@testing-library/preact";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import firstPaint from "../../public/first-paint.js?raw";
import { language, setLanguage } from "../i18n/language";
import { setSessionHint } from "../lib/session-hint";
import { exampleProfile } from "../testing/examples";
import { mockEndpoint, openProfile, problemResponse } from "../testing/profile";
import { openApp } from "../testing/render-app";
import { server } from "../testing/server";
import { fillInForm, mockSignUps, openForm, submitForm } from "../testing/sign-up";

afterEach(() => setLanguage("en"));

describe("before the first paint", () => {
  const jsdomWindow = document.defaultView ?? window;
  // Missing in jsdom.
  beforeEach(() => Object.assign(jsdomWindow, { CSS: { supports: () => true } }));
  afterEach(() => Reflect.deleteProperty(jsdomWindow, "CSS"));

  /** Runs public/first-paint.js in a browser with these preferred languages. */
  function loadPage(wishes: readonly string[], parts: readonly (readonly [string, string])[] = []) {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(wishes);
    const script = document.createElement("script");
    script.dataset.preload = JSON.stringify(parts);
    script.textContent = firstPaint;
    document.head.append(script);
    return document.documentElement.lang;
  }

  test.each([
    [["de-AT", "en"], "de"],
    [["fr", "de", "en"], "de"],
    [["en-US", "de"], "en"],
    [["fr-FR"], "en"],
    [[], "en"],
  ])("a browser that prefers %j gets %s", (wishes, chosen) => {
    expect(loadPage(wishes)).toBe(chosen);
  });

  test("the stored choice has priority over the browser's languages", () => {
    localStorage.setItem("foyer.language", "de");
    expect(loadPage(["en"])).toBe("de");
    localStorage.setItem("foyer.language", "tlh");
    expect(loadPage(["en"])).toBe("en");
  });

  test("the chunks of the opened page are preloaded in one language", () => {
    history.replaceState(null, "", "/welcome/1");
    loadPage(
      ["de"],
      [
        ["en", "/assets/en-1.js"],
        ["de", "/assets/de-1.js"],
        ["welcome", "/assets/welcome-1.js"],
        ["welcome", "/assets/welcome-1.css"],
        ["welcome en", "/assets/welcome-2.js"],
        ["welcome de", "/assets/welcome-3.js"],
        ["profile", "/assets/profile-1.js"],
      ],
    );
    const hints = [...document.head.querySelectorAll<HTMLLinkElement>("link[crossorigin]")];
    expect(hints.map((hint) => [hint.rel, hint.getAttribute("href")])).toEqual([
      ["modulepreload", "/assets/de-1.js"],
      ["modulepreload", "/assets/welcome-1.js"],
      ["preload", "/assets/welcome-1.css"],
      ["modulepreload", "/assets/welcome-3.js"],
    ]);
  });
});

describe("the language switch", () => {
  beforeEach(() => setLanguage("en"));

  test("translates the page and keeps what was typed", async () => {
    const user = await openForm();
    await fillInForm(user);
    await user.click(screen.getByRole("radio", { name: "Deutsch" }));
    await screen.findByRole("heading", { name: "Komm herein" });
    expect(document.documentElement.lang).toBe("de");
    await waitFor(() => expect(document.title).toBe("Registrieren · Foyer"));
    expect(screen.getByLabelText<HTMLInputElement>("E-Mail").value).toBe("anna@example.com");
    expect(screen.getByLabelText<HTMLInputElement>("Passwort").value).toBe("correct horse battery");
    expect(screen.queryByText(/Create your account/)).toBeNull();
    expect(localStorage.getItem("foyer.language")).toBe("de");
  });

  test("translates the errors of the page and of the server", async () => {
    mockSignUps(() =>
      problemResponse(422, "validation_failed", {
        errors: [{ field: "password", code: "password_personal", message: "Mostly your own." }],
      }),
    );
    const user = await openForm();
    await submitForm(user);
    await screen.findByText("Enter a password", { selector: "p" });
    await fillInForm(user);
    await submitForm(user);
    await screen.findByText("Mostly your own.", { selector: "p" });
    await user.click(screen.getByRole("radio", { name: "Deutsch" }));
    await screen.findByText(/vor allem aus deinem Namen/, { selector: "p" });
    await user.clear(screen.getByLabelText("E-Mail"));
    await screen.findByText("Gib deine E-Mail-Adresse ein", { selector: "p" });
  });

  test("applies to pages that load later", async () => {
    const { user } = openApp("/sign-up");
    await screen.findByRole("heading", { name: "Come on in" });
    await user.click(screen.getByRole("radio", { name: "Deutsch" }));
    await user.click((await screen.findAllByRole("link", { name: "Anmelden" }))[0] as Element);
    await screen.findByRole("heading", { name: "Schön, dass du wieder da bist" });
  });

  test("changes the language of the mails for a signed-in user only", async () => {
    const { user } = await openProfile();
    const changes = mockEndpoint("patch", "/me", () => HttpResponse.json(exampleProfile()));
    await user.click(screen.getByRole("radio", { name: "Deutsch" }));
    await screen.findByRole("button", { name: "Namen ändern" });
    await waitFor(() => expect(changes).toEqual([{ language: "de" }]));
    setSessionHint(null);
    await user.click(screen.getByRole("radio", { name: "English" }));
    await screen.findByRole("button", { name: "Change name" });
    expect(changes).toHaveLength(1);
  });

  test("applies to the mails of a sign-up", async () => {
    let acceptLanguage: string | null = null;
    server.use(
      http.post("*/api/sign-ups", ({ request }) => {
        acceptLanguage = request.headers.get("Accept-Language");
        return HttpResponse.error();
      }),
    );
    const user = await openForm();
    await fillInForm(user);
    await user.click(screen.getByRole("radio", { name: "Deutsch" }));
    await user.click(await screen.findByRole("button", { name: "Registrieren" }));
    await waitFor(() => expect(acceptLanguage).toBe("de"));
    expect(language()).toBe("de");
  });
});
