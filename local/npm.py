"""npm with the Node.js of the wheel: `python -m local.npm run lint`, in frontend/."""

import os
import subprocess
import sys
from pathlib import Path

from local.wheels import node, npm_script

FRONTEND = Path(__file__).parent.parent / "frontend"


def npm(*arguments: str) -> int:
    """Run npm in frontend/ and return its exit code.

    The wheel's own `npm` command is not used: its path to the script is broken.
    """
    # The system's certificates count, as they do for pip: behind a company's proxy both need them.
    trust = {"NODE_USE_SYSTEM_CA": "1"}
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", os.defpath)])
    command = [os.fspath(node()), os.fspath(npm_script()), *arguments]
    done = subprocess.run(
        command, cwd=FRONTEND, env={**trust, **os.environ, "PATH": path}, check=False
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(npm(*sys.argv[1:]))
