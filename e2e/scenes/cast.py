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

ROWS = 4000  # of made-up history, for the administrators


class Cast:
    """A stack and who uses it. Who is a property is shared, so that scenes only look at them."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._numbers = count(1)
        self._people: list[Person] = []
        self._missing = ExitStack()

    @cached_property
    def administrator(self) -> Person:
        """Logged in, with a year's history to look at."""
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
        """Logged in; may look at what administrators see."""
        person = self.member("Edith Clarke")
        role = {"email": person.email, "role": "operator"}
        self.administrator.http.put("/admin/staff", json=role).raise_for_status()
        return person

    @cached_property
    def old_hand(self) -> Person:
        """A member with a picture."""
        return self.member(picture=portrait())

    @cached_property
    def unlucky(self) -> Person:
        """Signed up with a picture that cannot be read."""
        return self.applicant("Bob Stone", photos.truncated_photo())

    def newcomer(self, name: str = "Ada King") -> Person:
        """Somebody of whom nothing is known yet."""
        person = Person(
            self.stack, f"{name.split(maxsplit=1)[0].lower()}.{next(self._numbers)}@example.com"
        )
        person.name = name
        self._people.append(person)
        return person

    def applicant(self, name: str = "Ada King", picture: bytes = b"") -> Person:
        """Somebody new who has signed up, and for whom everything is done."""
        person = self.newcomer(name)
        person.sign_up(picture).raise_for_status()
        person.wait_for()
        return person

    def member(self, name: str = "Ada King", picture: bytes = b"") -> Person:
        """Somebody new with an account."""
        person = self.applicant(name, picture)
        person.confirm().raise_for_status()
        return person

    def without_worker(self) -> None:
        """Let the tasks of this scene wait."""
        self.stack.worker.pause()
        self._missing.callback(self.stack.worker.resume)

    def without_mail(self) -> None:
        """Let the mail server be away in this scene."""
        self.stack.mail.stop()
        self._missing.callback(self.stack.mail.start)

    def mend(self) -> None:
        """Bring back what a scene was without."""
        self._missing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.mend()
        for person in self._people:
            person.http.close()
