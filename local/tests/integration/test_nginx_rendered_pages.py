"""nginx sends the pages that were rendered at build time in the language of the visitor."""

from collections.abc import Iterator

import httpx
import pytest

from local.http import NO_TLS
from local.nginx import Upstreams
from local.ports import free_port
from local.tests.integration.conftest import serving

HASHES = """script " 'sha256-c2NyaXB0'";
style " 'sha256-b25l' 'sha256-dHdv'";
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("rendered")
    pages = folder / "dist" / "rendered"
    pages.mkdir(parents=True)
    (pages.parent / "index.html").write_text("index")
    (pages / "hashes.conf").write_text(HASHES)
    for name in ("sign-up.en", "sign-up.de", "log-in.en", "log-in.de"):
        (pages / f"{name}.html").write_text(name)
    for web in serving(folder, Upstreams(free_port(), free_port(), free_port())):
        with httpx.Client(base_url=web.url, trust_env=False, verify=NO_TLS) as client:
            yield client


@pytest.mark.parametrize(
    ("accept_language", "cookie", "language"),
    [
        ("", "", "en"),
        ("de", "", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "", "en"),
        ("fr-CH, fr;q=0.9, de;q=0.7, en;q=0.5", "", "de"),
        ("fr,*;q=0.5", "", "en"),
        ("den,deu,english", "", "en"),
        ("en", "foyer_language=de", "de"),
        ("de", "foyer_language=en", "en"),
        ("de", "foyer_language=../../x", "de"),
        ("de", "foyer_language=", "de"),
    ],
)
def test_cookie_or_else_the_browser_chooses_the_language(
    client: httpx.Client, accept_language: str, cookie: str, language: str
) -> None:
    headers = {"Accept-Language": accept_language, "Cookie": cookie}
    response = client.get("/sign-up", headers=headers)

    assert response.text == f"sign-up.{language}"
    assert response.headers["cache-control"] == "no-cache"
    assert "Accept-Language, Cookie" in response.headers.get_list("vary")


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "sign-up.en"),
        ("/sign-up?from=mail", "sign-up.en"),
        ("/log-in?next=%2Fprofile", "log-in.en"),
        ("/sign-up/", "index"),
        ("/welcome/1", "index"),
        ("/profile", "index"),
    ],
)
def test_other_pages_are_index_html(client: httpx.Client, path: str, page: str) -> None:
    response = client.get(path)

    assert response.text == page
    assert ("vary" in response.headers) == (page != "index")


@pytest.mark.parametrize("path", ["/rendered/sign-up.de.html", "/rendered/hashes.conf"])
def test_rendered_files_have_no_address_of_their_own(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_policy_allows_the_inline_code_of_the_pages_by_its_hashes(client: httpx.Client) -> None:
    policy = client.get("/sign-up").headers["content-security-policy"]

    assert "script-src 'self' 'sha256-c2NyaXB0'; " in policy
    assert "style-src 'self' 'sha256-b25l' 'sha256-dHdv'; " in policy
    assert "unsafe" not in policy
