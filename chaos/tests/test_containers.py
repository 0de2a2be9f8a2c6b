"""The trial with containers, with stand-ins for the containers and the client."""

import time
from collections import Counter
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from chaos import containers
from chaos.acceptances import Acceptance
from chaos.containers import CampaignTask
from chaos.plan import Operation

SIGN_UPS = 8


class Client:
    """A client whose sign-ups are all accepted, each with `tasks` tasks."""

    def __init__(self, tasks: int) -> None:
        self.accepted: list[int] = []
        self._tasks = tasks

    def perform(self, operation: Operation) -> Acceptance:
        time.sleep(0.001)
        self.accepted.append(operation.number)
        return Acceptance(operation.kind, "/sign-ups/x", [uuid4() for _ in range(self._tasks)])


class Project(containers.Containers):
    """Containers that do all their work, except that tasks may be lost."""

    def __init__(self, client: Client, lost: int) -> None:
        self.while_frozen = 0
        self._client, self._lost = client, lost

    def of(self, service: str) -> list[str]:
        return [service]

    def compose(self, *arguments: str, standard_input: str = "") -> str:
        del standard_input
        if arguments[0] == "pause":
            self.while_frozen -= len(self._client.accepted)
        if arguments[0] == "unpause":
            self.while_frozen += len(self._client.accepted)
        return "api storage"

    def kill(self, container: str) -> None:
        del container
        time.sleep(0.05)

    def tasks(self, ids: Sequence[UUID]) -> list[CampaignTask]:
        return [CampaignTask(str(task_id), "kind", "SUCCESS", 1) for task_id in ids[self._lost :]]

    def mails(self) -> Counter[str]:
        return Counter(f"chaos-{number}@example.com" for number in self._client.accepted)


def trial(monkeypatch: pytest.MonkeyPatch, *, tasks: int = 2, lost: int = 0) -> tuple[int, Project]:
    """Run the program; return its exit code and the containers."""
    client = Client(tasks)
    project = Project(client, lost)
    monkeypatch.setattr("sys.argv", ["containers", "--sign-ups", str(SIGN_UPS)])
    monkeypatch.setattr(containers, "Containers", lambda: project)
    monkeypatch.setattr(containers, "SignUpClient", lambda *_: client)
    monkeypatch.setattr(containers, "PAUSE", 0.2)
    return containers.main(), project


def test_people_sign_up_until_the_last_fault_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    exit_code, project = trial(monkeypatch)
    assert exit_code == 0
    assert project.while_frozen > 0
    assert len(project.mails()) >= SIGN_UPS


@pytest.mark.parametrize("tasks", [1, 3])
def test_a_sign_up_without_exactly_two_tasks_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tasks: int
) -> None:
    exit_code, project = trial(monkeypatch, tasks=tasks)
    assert exit_code == 1
    sign_ups = len(project.mails())
    printed = capsys.readouterr().out
    assert f"{sign_ups} sign-ups accepted" in printed
    assert f"{tasks * sign_ups} tasks of {2 * sign_ups} that" in printed


def test_a_lost_task_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    exit_code, _ = trial(monkeypatch, lost=1)
    assert exit_code == 1
