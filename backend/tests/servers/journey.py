"""The journey of a person: sign up with a picture, confirm the address, log in."""

from testkit.person import Person


def take_journey(person: Person) -> None:
    """Fail unless both tasks succeed, the link confirms, and the password logs in."""
    person.sign_up().raise_for_status()
    tasks = person.wait_for("SUCCESS")["tasks"]
    assert {task["kind"] for task in tasks} == {"resize_thumbnail", "send_confirmation_email"}
    person.confirm().raise_for_status()
    person.log_in().raise_for_status()
    assert person.http.get("/me").json()["thumbnails"]
