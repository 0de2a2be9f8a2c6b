"""The command create-admin: the role, the password, and what it ends."""

from testkit.person import Person, token_in
from testkit.problems import assert_problem

NEW = "another sentence altogether"


def test_existing_account_becomes_administrator_and_loses_its_sessions_and_links(
    person: Person,
) -> None:
    person.join()
    elsewhere = f"x{person.email}"
    person.http.post("/password-resets", json={"email": person.email}).raise_for_status()
    reset = token_in(person.mails("Choose a new password for Foyer")[-1])
    wish = {"email": elsewhere, "password": person.password}
    person.http.put("/me/email", json=wish).raise_for_status()
    change = token_in(person.mails("Confirm your new address for Foyer", to=elsewhere)[-1])

    person.stack.foyer(
        *("create-admin", "--email", person.email, "--password-stdin"), standard_input=f"{NEW}\n"
    )

    assert not person.is_logged_in()
    assert_problem(person.log_in(), 401, "invalid_credentials")
    assert_problem(person.confirm(change), 410, "confirmation_replaced")
    body = {"token": reset, "password": "the attacker knows this"}
    assert_problem(person.http.put("/password-resets", json=body), 409, "reset_used")
    assert person.log_in(NEW).json()["role"] == "admin"
    person.http.request("DELETE", "/me", json={"password": NEW})


def test_weak_password_of_an_administrator_is_refused(person: Person) -> None:
    refused = ""
    try:
        person.stack.foyer(
            *("create-admin", "--email", person.email, "--password-stdin"),
            standard_input="password1234\n",
        )
    except Exception as error:  # noqa: BLE001 - whatever the command line says
        refused = str(getattr(error, "output", error))
    assert "easy to guess" in refused
    assert_problem(person.log_in("password1234"), 401, "invalid_credentials")
