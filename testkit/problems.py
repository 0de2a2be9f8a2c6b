"""What an answer that says no must look like."""

import httpx


def assert_problem(
    answer: httpx.Response, status: int, code: str, field: str = "", **members: str | bool
) -> None:
    """The status, the code, the field it complains about, if it names one, and other members."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer.headers["content-type"] == "application/problem+json"
    assert body.items() >= members.items(), body
    if field:
        assert [error["field"] for error in body["errors"]] == [field]
