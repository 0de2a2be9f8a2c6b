"""The people of the scenes."""

from contextlib import ExitStack
from functools import cached_property
from itertools import count
from types import TracebackType
from typing import Self

from e2e.portrait import portrait
from local.stack import Stack
from testkit import photos
from testkit.person import Person

ROWS = 4000  # of generated history, for the administrators' pages


class People:
    """A stack and its users. Users that are properties are shared: scenes must not change them."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._numbers = count(1)
        self._people: list[Person] = []
        self._missing = ExitStack()

    @cached_property
    def administrator(self) -> Person:
        """A logged-in administrator, with a year's history."""
        self.stack.foyer("seed-history", "--rows", str(ROWS))
        person = self.newcomer("Grace Hopper")
        self.stack.foyer(
            *("create-admin", "--email", person.email, "--password-stdin"),
            *("--display-name", person.name),
            standard_input=f"{person.password}\n",
        )
        person.log_in().raise_for_status()
        return person

    @cached_property
    def operator(self) -> Person:
        """A logged-in operator."""
        person = self.member("Edith Clarke")
        role = {"email": person.email, "role": "operator"}
        self.administrator.http.put("/admin/staff", json=role).raise_for_status()
        return person

    @cached_property
    def member_with_picture(self) -> Person:
        """A user with a picture."""
        return self.member(picture=portrait())

    @cached_property
    def person_with_failed_picture(self) -> Person:
        """A person who signed up with an unreadable picture."""
        return self.signed_up_person("Bob Stone", photos.truncated_photo())

    def newcomer(self, name: str = "Ada King") -> Person:
        """Return a new person without a sign-up."""
        person = Person(
            self.stack, f"{name.split(maxsplit=1)[0].lower()}.{next(self._numbers)}@example.com"
        )
        person.name = name
        self._people.append(person)
        return person

    def signed_up_person(self, name: str = "Ada King", picture: bytes = b"") -> Person:
        """Return a new person with a sign-up whose tasks are done."""
        person = self.newcomer(name)
        person.sign_up(picture).raise_for_status()
        person.wait_for()
        return person

    def member(self, name: str = "Ada King", picture: bytes = b"") -> Person:
        """Return a new user."""
        person = self.signed_up_person(name, picture)
        person.confirm().raise_for_status()
        return person

    def without_worker(self) -> None:
        """Stop the worker for this scene."""
        self.stack.worker.pause()
        self._missing.callback(self.stack.worker.resume)

    def without_mail(self) -> None:
        """Stop the mail server for this scene."""
        self.stack.mail.stop()
        self._missing.callback(self.stack.mail.start)

    def restore(self) -> None:
        """Start the servers that a scene stopped."""
        self._missing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.restore()
        for person in self._people:
            person.http.close()
