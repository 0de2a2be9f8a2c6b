"""As whom PostgreSQL runs: it refuses to run as root."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534


class NoIdentityError(Exception):
    """PostgreSQL will not run as root, and nothing else is allowed here."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL does not run as root, and on this machine root can neither open a user "
            "namespace nor run it as another user: be an ordinary user, or set DATABASE_URL"
        )


@dataclass(frozen=True)
class Identity:
    """A way to run a program: under a prefix, and as the owner `owner` of its files."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None

    def run(self, *command: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run a short command to its end and return what it printed.

        Raises:
            subprocess.CalledProcessError: it failed.
            OSError: it could not be started.
        """
        done = subprocess.run(
            [*self.prefix, *(os.fspath(part) for part in command)],
            env=env,
            check=True,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        return done.stdout

    def works(self, program: Path, folder: Path) -> bool:
        """Tell whether this identity can run `program` and keep files in `folder`."""
        self.own(folder)
        trial = folder / ".trial"
        try:
            self.run(program, "--version")
            self.run("touch", trial)
        except (OSError, subprocess.SubprocessError):
            return False
        finally:
            trial.unlink(missing_ok=True)
        return True

    def own(self, folder: Path) -> None:
        """Give `folder` and all in it to this identity."""
        if os.geteuid() != 0:
            return
        owner = self.owner or 0
        if folder.stat().st_uid == owner:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, -1, follow_symlinks=False)


def find_identity(program: Path, folder: Path) -> Identity:
    """Choose as whom to run `program`, which keeps its files in `folder`.

    An ordinary user runs it as it is. For root, first a user namespace in which root looks like
    somebody else: the files stay root's and no account is needed. Where namespaces are forbidden,
    or root without its powers cannot enter the folder: the user whose home or folder it is in,
    then `nobody`, who then own the files.

    Raises:
        NoIdentityError: none of these works here.
    """
    if os.geteuid() != 0:
        return Identity()
    for identity in _for_root(_whose(folder)):
        if identity.works(program, folder):
            return identity
    raise NoIdentityError


def _whose(folder: Path) -> int:
    """Return the owner of the nearest folder above that is not root's."""
    owners = (parent.stat().st_uid for parent in folder.parents)
    return next((owner for owner in owners if owner != 0), 0)


def _for_root(neighbour: int) -> Iterator[Identity]:
    if shutil.which("unshare"):
        yield Identity(("unshare", "--user", f"--map-user={NOBODY}"))
    for owner in (neighbour, NOBODY):
        if owner != 0 and shutil.which("setpriv"):
            yield Identity(
                ("setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups"), owner
            )
