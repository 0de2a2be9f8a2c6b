"""`make up`: the whole stack in the foreground until Ctrl-C; and `make reset`."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from foyer.urls.parsing import UrlError
from local.banner import ADMINISTRATOR, banner
from local.console import Console
from local.context import StoppedError
from local.environment import inherited
from local.identity import NoIdentityError
from local.lock import FolderLock
from local.ports import why_unusable
from local.process import ProcessFailedError
from local.secret_files import stored_secret
from local.stack import Stack
from local.supervisor import Supervisor

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".local"
DATA = HOME / "data"
DEFAULT_PORT = 8080
WORKER_NICE = "10"  # the API, the databases and the browser are on the same machine
# Two more than cores: a task also waits, for the database's disk and for the mail server.
WORKER_PROCESSES = min(os.cpu_count() or 1, 6) + 2


class Up:
    """One run of `make up`."""

    def __init__(self, port: int) -> None:
        self._console = Console()
        self._stopping = threading.Event()
        env = inherited()
        logs = Path(env.get("LOG_DIR") or ROOT / "logs")
        secret_key = env.get("SECRET_KEY") or stored_secret(HOME / "secret-key")
        self._stack = Stack(
            DATA,
            env={"WORKER_NICE": WORKER_NICE, **env, "SECRET_KEY": secret_key},
            port=port,
            logs=logs,
            durable=True,
            worker_processes=WORKER_PROCESSES,
            screen=self._console,
            progress=lambda line: self._console.log(f"  {line}"),
        )

    def run(self) -> int:
        """Run until a signal; return the exit code: 0 after a signal, 1 after a failure."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            self._start()
            self._console.live = True
            Supervisor(self._stack, self._console.log, self._stopping).watch()
        except StoppedError:
            pass
        except (ProcessFailedError, NoIdentityError, subprocess.CalledProcessError) as error:
            return self._fail(error)
        finally:
            self._stop()
        return 0

    def _start(self) -> None:
        began = time.monotonic()
        self._console.log("Starting Foyer …")
        self._stack.start()
        password = stored_secret(HOME / "administrator-password", length=12)
        self._stack.foyer(
            *("create-admin", "--email", ADMINISTRATOR, "--display-name", "Administrator"),
            "--password-stdin",
            standard_input=f"{password}\n",
        )
        took = time.monotonic() - began
        self._console.log(banner(self._stack, password=password, took=took))

    def _stop(self) -> None:
        self._stopping.set()
        self._console.live = False
        self._console.log("Stopping …")
        self._stack.stop()
        self._console.log("Everything is stopped. The next `make up` starts with the same data.")

    def _fail(self, error: Exception) -> int:
        self._console.live = False
        output = error.output if isinstance(error, subprocess.CalledProcessError) else ""
        self._console.log(f"\nFoyer has stopped: {error}\n{output}".rstrip())
        return 1

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Stop gracefully at the first signal, at once at the second."""
        if self._stopping.is_set():
            self._stack.kill()
            os._exit(1)
        self._stopping.set()
        self._stack.interrupt()


def up() -> int:
    """Run the stack in the foreground; return the exit code."""
    port = _port()
    os.umask(0o077)
    HOME.mkdir(parents=True, exist_ok=True)
    HOME.chmod(0o700)  # an older version created it for all users
    try:
        with FolderLock(HOME / "running"):
            if reason := why_unusable(port):
                sys.exit(f"Port {port} {reason}. Choose another one: PORT={port + 1} make up")
            return _prepare(port).run()
    except BlockingIOError as error:
        sys.exit(f"Foyer already runs in this folder (process {error}). Stop it first: Ctrl-C.")


def _prepare(port: int) -> Up:
    try:
        return Up(port)
    except UrlError as error:  # the only URL that `make up` parses itself: nginx needs the bucket
        sys.exit(f"Foyer does not start: STORAGE_URL: {error}")


def reset() -> int:
    """Delete all data of `make up`; return the exit code."""
    try:
        with FolderLock(HOME / "running"):
            if DATA.exists():
                shutil.rmtree(DATA)
    except BlockingIOError as error:
        sys.exit(f"Foyer runs in this folder (process {error}). Stop it first: Ctrl-C.")
    print("The data are deleted. The next `make up` starts with an empty database.")
    return 0


def _port() -> int:
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)
