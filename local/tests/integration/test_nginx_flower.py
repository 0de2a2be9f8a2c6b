"""nginx authenticates the clients of Flower, which does not do it itself."""

import httpx
import pytest

from local.nginx import Nginx

ADMINISTRATOR = {"Cookie": "session=administrator"}
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(("session", "status"), [("", 401), ("user", 403), ("administrator", 200)])
def test_flower_is_for_administrators(client: httpx.Client, session: str, status: int) -> None:
    response = client.get("/flower/workers", headers={"Cookie": f"session={session}"})

    assert response.status_code == status
    if status != 200:
        assert "/errors/style.css" in response.text


def test_flower_does_not_get_the_session_cookie(client: httpx.Client) -> None:
    response = client.get("/flower/workers", headers=ADMINISTRATOR)

    assert response.json()["path"] == "/flower/workers"
    assert "Cookie" not in response.json()


def test_flower_accepts_changes_from_our_own_pages_only(client: httpx.Client, nginx: Nginx) -> None:
    def post(**headers: str) -> int:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post("/flower/api/x", headers=ADMINISTRATOR | names, content=b"x").status_code

    assert post(Sec_Fetch_Site="same-origin") == 200
    assert post(Origin=nginx.url) == 200
    assert post() == 403
    assert post(Sec_Fetch_Site="cross-site", Origin=nginx.url) == 403
    assert post(Sec_Fetch_Site="same-site") == 403
    assert post(Sec_Fetch_Site="none") == 403
    assert post(Origin="http://evil.example") == 403
    assert post(Origin=f"{nginx.url}.evil.example") == 403
    assert post(Origin="null") == 403


def test_a_request_without_a_session_does_not_reach_flower(client: httpx.Client) -> None:
    assert client.post("/flower/api/x", headers=OURS, content=b"x").status_code == 401
