"""deploy/compose/replace.sh with a stub of docker, which keeps its containers in files."""

import os
import subprocess
from pathlib import Path

import pytest

from local.bootstrap import ROOT

SCRIPT = ROOT / "deploy" / "compose" / "replace.sh"
# `compose up` starts two containers beside the two that run; UP is what happens then.
# The command FAILING fails.
DOCKER = """#!/bin/sh
echo "$*" >>calls
[ "$*" != "$FAILING" ] || exit 1
move() { # to a file; from all others
    for id in $containers; do
        for file in running stopped; do grep -vx "$id" $file >rest; mv rest $file; done
        echo "$id" >>"$1"
    done
}
case "$*" in
    "compose ps --quiet api") cat running ;;
    "compose ps --all --quiet api") cat running stopped ;;
    "compose rm --force api") : >stopped ;;
    "compose up "*) printf 'new-1\\nnew-2\\n' >>running; eval "$UP" ;;
    "stop "*) shift; containers=$*; move stopped ;;
    "rm "*)
        shift
        for id; do ! grep -x "$id" running || exit 1; done
        containers=$*; move removed ;;
    *) exit 9 ;;
esac
"""
SLEEP = """#!/bin/sh
echo "sleep $*" >>calls
"""
OLD, NEW = ["old-1", "old-2"], ["new-1", "new-2"]


class Docker:
    """The stub, and the containers that it has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for program, text in (("docker", DOCKER), ("sleep", SLEEP)):
            (folder / program).write_text(text)
            (folder / program).chmod(0o755)
        for state in ("running", "stopped"):
            self.put(state, [])

    def put(self, state: str, containers: list[str]) -> None:
        (self.folder / state).write_text("".join(f"{name}\n" for name in containers))

    def containers(self, state: str) -> list[str]:
        return (self.folder / state).read_text().split()

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    def replace(self, up: str = ":", failing: str = "") -> subprocess.CompletedProcess[str]:
        path = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [SCRIPT, "api"],
            cwd=self.folder,
            env=os.environ | {"PATH": path, "UP": up, "FAILING": failing},
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )


@pytest.fixture
def docker(tmp_path: Path) -> Docker:
    return Docker(tmp_path)


def test_new_containers_replace_the_old_ones(docker: Docker) -> None:
    docker.put("running", OLD)
    done = docker.replace()
    assert done.returncode == 0, done.stderr
    assert (docker.containers("running"), docker.containers("stopped")) == (NEW, [])
    (up,) = (call for call in docker.calls() if call.startswith("compose up "))
    assert {"--detach", "--no-deps", "--no-recreate", "--wait", "api=4"} <= set(up.split())
    pause, stops = "sleep 6", [["stop old-1", "rm old-1"], ["stop old-2", "rm old-2"]]
    after_up = docker.calls()[docker.calls().index(up) + 1 :]
    assert after_up == [pause, *stops[0], pause, *stops[1]]


def test_a_container_that_is_stopped_does_not_start_again(docker: Docker) -> None:
    docker.put("running", OLD)
    docker.put("stopped", ["crashed-1"])
    done = docker.replace("test ! -s stopped")
    assert done.returncode == 0, done.stderr
    assert docker.containers("running") == NEW


@pytest.mark.parametrize(
    "up",
    [
        "exit 1",
        "containers=new-2; move stopped; exit 1",  # one of them crashed
        "kill -TERM $PPID",  # not HUP: below nohup, a shell must ignore it
        "kill -INT $PPID; exit 130",
    ],
)
def test_new_containers_that_do_not_become_healthy_are_removed(docker: Docker, up: str) -> None:
    docker.put("running", OLD)
    done = docker.replace(up)
    assert done.returncode > 0
    assert "api is not replaced: its old containers still run." in done.stderr
    assert (docker.containers("running"), docker.containers("stopped")) == (OLD, [])


@pytest.mark.parametrize("failing", ["stop old-1", "rm old-1"])
def test_an_old_container_that_stays_is_named_and_the_others_are_removed(
    docker: Docker, failing: str
) -> None:
    docker.put("running", OLD)
    done = docker.replace(failing=failing)
    assert done.returncode == 1
    assert done.stderr.endswith("by hand, or the next run doubles them: old-1\n")
    left = docker.containers("running") + docker.containers("stopped")
    assert sorted(left) == sorted(["old-1", *NEW])


def test_a_service_without_a_running_container_is_refused(docker: Docker) -> None:
    done = docker.replace()
    assert done.returncode == 1
    assert done.stderr.startswith("No container of api runs.")
    assert docker.calls() == ["compose ps --quiet api"]
