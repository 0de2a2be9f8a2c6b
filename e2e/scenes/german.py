"""In German, whose words are longer."""

from playwright.sync_api import Page, expect

from e2e.conftest import log_in as carry_session
from e2e.portrait import portrait
from e2e.scenes.cast import Cast
from e2e.scenes.scene import Act

act = Act("de-DE")


@act.scene()
def german_sign_up(page: Page, _cast: Cast) -> None:
    page.goto("/sign-up")
    expect(page.get_by_role("heading", name="Komm herein")).to_be_visible()


@act.scene()
def german_sign_up_errors(page: Page, _cast: Cast) -> None:
    page.goto("/sign-up")
    page.get_by_role("button", name="Registrieren").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)


@act.scene()
def german_log_in(page: Page, _cast: Cast) -> None:
    page.goto("/log-in")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)


@act.scene()
def german_confirm(page: Page, _cast: Cast) -> None:
    page.goto("/confirm#token")
    expect(page.get_by_role("button", name="Meine Adresse bestätigen")).to_be_visible()


@act.scene()
def german_reset_password(page: Page, _cast: Cast) -> None:
    page.goto("/reset-password")


@act.scene()
def german_welcome(page: Page, cast: Cast) -> None:
    person = cast.applicant(picture=portrait())
    page.goto(f"/welcome/{person.sign_up_id}")
    expect(page.locator("main li[data-state=SUCCESS]")).to_have_count(2)


@act.scene()
def german_welcome_confirmed(page: Page, cast: Cast) -> None:
    page.goto(f"/welcome/{cast.old_hand.sign_up_id}")
    expect(page.get_by_role("link", name="Anmelden").first).to_be_visible()


@act.scene()
def german_profile(page: Page, cast: Cast) -> None:
    carry_session(page.context, cast.old_hand)
    page.goto("/profile")
    expect(page.get_by_role("list", name="Wo du angemeldet bist")).to_be_visible()


@act.scene()
def german_tasks(page: Page, cast: Cast) -> None:
    carry_session(page.context, cast.administrator)
    page.goto("/admin/tasks?range=30d&state=FAILURE")
    page.locator("tr[data-task]").first.wait_for()
    page.wait_for_load_state("networkidle")


@act.scene()
def german_task(page: Page, cast: Cast) -> None:
    carry_session(page.context, cast.administrator)
    picture = cast.old_hand.task("resize_thumbnail")["id"]
    page.goto(f"/admin/tasks/{picture}")
    page.get_by_text(picture, exact=True).wait_for()
