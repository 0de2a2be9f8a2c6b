"""The user that PostgreSQL runs as: it refuses to run as root."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534


class NoIdentityError(Exception):
    """PostgreSQL refuses to run as root, and this machine allows no other user."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL does not run as root, and on this machine root can neither create a user "
            "namespace nor run it as another user: run this as another user, or set DATABASE_URL"
        )


@dataclass(frozen=True)
class Identity:
    """A user to run programs as: by a command prefix, and the owner of the program's files."""

    prefix: tuple[str, ...] = ()
    owner: int | None = None

    def run(self, *command: str | Path, env: Mapping[str, str] | None = None) -> str:
        """Run a short command to its end and return its output.

        Raises:
            subprocess.CalledProcessError: it failed.
            OSError: it could not be started.
        """
        completed = subprocess.run(
            [*self.prefix, *(os.fspath(part) for part in command)],
            env=env,
            check=True,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        return completed.stdout

    def works(self, program: Path, folder: Path) -> bool:
        """Return whether this user can run `program` and write files in `folder`."""
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
        """Make this user the owner of `folder` and everything in it."""
        if os.geteuid() != 0:
            return
        owner = self.owner or 0
        if self.owner:
            _open_way(folder)
        if folder.stat().st_uid == owner:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, -1, follow_symlinks=False)


def find_identity(program: Path, folder: Path) -> Identity:
    """Choose the user to run `program` as, which stores its files in `folder`.

    A user other than root runs it directly. Root tries three ways, in this order:

    1. a user namespace that shows root as another user: root keeps the files, and no account is
       needed. It fails where namespaces are forbidden, or where root without its capabilities
       cannot enter the folder.
    2. the owner of the nearest folder above that is not root's; this user then owns the files.
    3. the user `nobody`, who then owns the files.

    Raises:
        NoIdentityError: none of them works.
    """
    if os.geteuid() != 0:
        return Identity()
    for identity in _for_root(_owner_above(folder)):
        if identity.works(program, folder):
            return identity
    raise NoIdentityError


def _open_way(folder: Path) -> None:
    """Let other users pass through the private folders above `folder`, up to .local."""
    for parent in folder.parents if ".local" in folder.parts else ():
        parent.chmod(parent.stat().st_mode | 0o011)
        if parent.name == ".local":
            return


def _owner_above(folder: Path) -> int:
    """Return the owner of the nearest folder above that is not root's; 0 if all are."""
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
