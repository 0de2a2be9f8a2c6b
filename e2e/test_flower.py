"""Flower: only administrators manage workers, with the application's log-in."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from e2e.conftest import log_in
from local.application import Worker
from local.stack import Stack
from testkit.person import Person
from testkit.wait import wait_until


@pytest.fixture(scope="module")
def pool(stack: Stack) -> Iterator[Worker]:
    """A worker that only these tests use."""
    worker = stack.add_worker("pool", queues=["nothing"])
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def flower(stack: Stack, admin: Person) -> Iterator[httpx.Client]:
    """A client with the administrator's session and the headers of Flower's pages."""
    with httpx.Client(
        base_url=f"{stack.url}/flower/api",
        cookies=dict(admin.elsewhere().http.cookies),
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=30,
    ) as client:
        yield client


def processes(flower: httpx.Client) -> tuple[str, int]:
    """Return the worker's name and the size of its pool."""

    def known() -> tuple[str, int] | None:
        answer = flower.get("/workers", params={"refresh": True})
        workers: dict[str, Any] = answer.json() if answer.is_success else {}
        for name, worker in workers.items():
            if name.startswith("pool@") and "stats" in worker:
                return name, len(worker["stats"]["pool"]["processes"])
        return None

    return wait_until(known, what="Flower to know the worker")


@pytest.mark.usefixtures("pool")
def test_administrator_grows_and_shrinks_a_pool(
    page: Page, context: BrowserContext, admin: Person, flower: httpx.Client
) -> None:
    name, before = processes(flower)
    log_in(context, admin)
    page.goto(f"/flower/worker/{name}")
    for button, label, after in (("Grow", "Growing", before + 1), ("Shrink", "Shrinking", before)):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("status").filter(has_text=label)).to_be_visible()
        wait_until(
            lambda expected=after: processes(flower)[1] == expected,  # type: ignore[misc]
            what=f"{after} processes",
        )
    noted = admin.http.get("/admin/audit", params={"event": "flower_used"}).json()["items"]
    paths = [entry["details"]["path"] for entry in noted[:2]]
    assert [path.split("?")[0] for path in paths] == [
        f"/flower/api/worker/pool/{action}/{name}" for action in ("shrink", "grow")
    ]


@pytest.mark.usefixtures("pool")
def test_only_administrators_can_change_a_pool(
    stack: Stack, admin: Person, person: Person, flower: httpx.Client
) -> None:
    name, before = processes(flower)
    person.join()
    admin.log_in().raise_for_status()
    path = f"{stack.url}/flower/api/worker/pool/grow/{name}"
    ours = {"Sec-Fetch-Site": "same-origin"}

    def grow(by: Person | None = None, headers: dict[str, str] = ours) -> int:
        cookies = dict(by.http.cookies) if by else None
        return httpx.post(path, cookies=cookies, headers=headers).status_code

    assert grow() == httpx.codes.UNAUTHORIZED
    assert grow(person) == httpx.codes.FORBIDDEN
    expected = {"email": person.email, "role": "operator"}
    admin.http.put("/admin/staff", json=expected).raise_for_status()
    assert grow(person) == httpx.codes.FORBIDDEN
    for forged in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert grow(admin, forged) == httpx.codes.FORBIDDEN
    assert processes(flower) == (name, before)


@pytest.mark.usefixtures("pool")
def test_cross_site_form_cannot_post_to_flower(
    browser: Browser, stack: Stack, admin: Person, flower: httpx.Client
) -> None:
    name, before = processes(flower)
    target = f"{stack.url}/flower/api/worker/pool/grow/{name}"

    def evil(route: Route) -> None:
        route.fulfill(
            content_type="text/html",
            body=f"<form method=post action='{target}'></form>"
            "<script>document.forms[0].submit()</script>",
        )

    with browser.new_context(base_url=stack.url) as context:
        log_in(context, admin)
        page = context.new_page()
        page.route("http://evil.example/**", evil)
        with page.expect_response(re.compile("/pool/grow/")) as answer:
            page.goto("http://evil.example/", wait_until="commit")
        assert answer.value.status == httpx.codes.FORBIDDEN
    assert processes(flower) == (name, before)
