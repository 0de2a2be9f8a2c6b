"""`make outdated`: the support of each program, from endoflife.date or from the stored copy."""

from datetime import date
from subprocess import CalledProcessError
from typing import Any

import httpx
import pytest

from local import outdated, support_dates
from local.support_dates import Cycle, SupportDates

TODAY = date(2026, 11, 28)


def dates() -> SupportDates:
    cycles = [
        Cycle("1.31", None, "1.31.4"),
        Cycle("1.30", None, "1.30.4"),
        Cycle("1.3", date(2014, 4, 24), "1.3.16"),
        Cycle("1.28", date(2026, 4, 14), "1.28.3"),
    ]
    return SupportDates(date(2026, 8, 22), {"nginx": cycles})


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("1.31.3", "supported, no end is announced; newest release of this line: 1.31.4"),
        ("1.30", "newest release of this line: 1.30.4; newest line: 1.31"),
        ("1", "newest release of this line: 1.31.4"),
        ("1.28.2", "OUT OF SUPPORT since 2026-04-14; newest line: 1.31"),
        ("7.7", "no support dates are known for it"),
    ],
)
def test_support_of_a_version_is_a_sentence(version: str, sentence: str) -> None:
    text, is_supported = outdated.support("nginx", version, dates(), TODAY)
    assert text.endswith(sentence)
    assert is_supported is ("OUT OF SUPPORT" not in sentence)


@pytest.mark.parametrize("programs", [outdated.images, outdated.embedded_programs])
def test_stored_dates_know_each_program(programs: Any) -> None:
    stored = SupportDates.stored()
    names = [
        (name, stored.cycle(product, number)) for name, product, number in programs() if product
    ]
    assert len(names) >= 4
    assert [name for name, cycle in names if cycle is None] == []


def test_service_that_is_not_reached_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    with httpx.Client(transport=httpx.MockTransport(refuse)) as client:
        used = outdated.support_dates_of(client, TODAY)
    assert used == SupportDates.stored()
    assert "NOT REACHED (ConnectError)" in capsys.readouterr().out


def test_downloaded_dates_replace_the_stored_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    stored = tmp_path / "dates.json"
    stored.write_text('{"date": "2026-01-01", "products": {"nginx": {}}}')
    monkeypatch.setattr(support_dates, "STORED", stored)
    releases = [
        {"name": "1.32", "eolFrom": None, "latest": {"name": "1.32.0"}},
        {"name": "1.30", "eolFrom": "2027-04-20", "latest": {"name": "1.30.9"}},
        {"name": "1.20", "eolFrom": "2022-05-24", "latest": {"name": "1.20.2"}},
    ]

    def respond(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/api/v1/products/nginx/"
        return httpx.Response(200, json={"result": {"releases": releases}})

    with httpx.Client(transport=httpx.MockTransport(respond)) as client:
        outdated.support_dates_of(client, TODAY)
    after = SupportDates.stored()
    assert after.day == TODAY
    assert [cycle.name for cycle in after.products["nginx"]] == ["1.32", "1.30"]
    assert after.cycle("nginx", "1.30") == Cycle("1.30", date(2027, 4, 20), "1.30.9")


def test_registry_that_is_not_reached_is_reported() -> None:
    def read() -> Any:
        raise CalledProcessError(1, "npm")

    (row,) = outdated.package_rows("npm", read)
    assert row.startswith("NOT REACHED: npm failed")
