"""Addresses that browsers, password managers and mail clients ask for by themselves."""

import httpx
import pytest

from local.nginx import Nginx
from local.tests.waiting import until


def test_the_address_to_change_a_password_leads_to_the_profile(client: httpx.Client) -> None:
    response = client.get("/.well-known/change-password")

    assert (response.status_code, response.headers["location"]) == (302, "/profile")


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200",
        "/.well-known/",
        "/.well-known/security.txt",
        "/.well-known/change-password/",
        "/apple-touch-icon-precomposed.png",
        "/sitemap.xml",
        "/manifest.json",
        "/wp-login.php",
        "/admin/.env",
        "/.git/config.",
    ],
)
def test_a_file_that_does_not_exist_is_a_404_and_not_the_app(
    client: httpx.Client, path: str
) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert "There is nothing here" in response.text
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "media_type"), [("/favicon.ico", "image/x-icon"), ("/robots.txt", "text/plain")]
)
def test_a_file_of_the_app_has_its_own_type(
    client: httpx.Client, path: str, media_type: str
) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/confirm", "/reset-password"])
@pytest.mark.parametrize("sign", ["%23", "%2523", "%252523"])
@pytest.mark.parametrize("rest", ["", "?utm_source=mail", "."])
def test_a_link_whose_fragment_was_encoded_gets_it_back(
    client: httpx.Client, path: str, sign: str, rest: str
) -> None:
    response = client.get(f"{path}{sign}a-Token_1{rest}")

    assert (response.status_code, response.headers["location"]) == (302, f"{path}#a-Token_1")
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("sign", ["%23", "%2523"])
@pytest.mark.parametrize("more", ["", "&email=a%2540b.example"])
def test_a_fragment_that_was_encoded_with_a_parameter_before_it_is_restored(
    client: httpx.Client, sign: str, more: str
) -> None:
    response = client.get(f"/confirm?utm_source=mail{sign}a-Token_1{more}")

    assert (response.status_code, response.headers["location"]) == (
        302,
        f"/confirm#a-Token_1{more}",
    )


@pytest.mark.parametrize("query", ["", "?utm_source=mail", "?utm_source=%23", "?utm_source=100%25"])
def test_a_link_page_without_an_encoded_fragment_is_not_redirected(
    client: httpx.Client, query: str
) -> None:
    assert client.get(f"/confirm{query}").status_code == 200


def test_no_log_line_has_the_secret_of_such_a_link(client: httpx.Client, nginx: Nginx) -> None:
    for path in (
        "/secret-a%23",
        "/secret-b%2523",
        "/secret-c%23%20",
        "/secret-d!%23",
        "/secret-e/%23",
        "/confirm?utm_source=mail%23",
    ):
        client.get(f"{path}a-Secret")

    assert until(lambda: nginx.output.contains(r'"GET /secret-e/" 302'))
    assert nginx.output.contains(r'"GET /secret-a" 302')
    assert not nginx.output.contains("a-Secret")
