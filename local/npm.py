"""npm with the Node.js of the wheel: `python -m local.npm run lint`, in frontend/."""

import os
import re
import subprocess
import sys
from pathlib import Path

from local.wheels import node, npm_script

# NODE_ENV=production leaves out the packages that the build needs. Of npm's settings the shell may
# decide from where packages come, not which.
_FOREIGN = re.compile(
    r"NODE_(ENV|OPTIONS|PATH)"
    r"|npm_config_(?!(registry|cache|ca|cafile|cert|key|https?_proxy|proxy|noproxy|strict_ssl"
    r"|userconfig|globalconfig|fetch_\w+|.*auth.*)$).*",
    re.IGNORECASE,
)

FRONTEND = Path(__file__).parent.parent / "frontend"


def npm(*arguments: str) -> int:
    """Run npm in frontend/ and return its exit code.

    The wheel's own `npm` command is not used: its path to the script is broken.
    """
    command = [os.fspath(node()), os.fspath(npm_script()), *arguments]
    return subprocess.run(command, cwd=FRONTEND, env=_environment(), check=False).returncode


def _environment() -> dict[str, str]:
    """Return the environment without what changes the packages that npm installs."""
    own = {name: text for name, text in os.environ.items() if not _FOREIGN.fullmatch(name)}
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", os.defpath)])
    # Trust the system's certificates, as pip does: behind a company's proxy both need them.
    return {"NODE_USE_SYSTEM_CA": "1", **own, "PATH": path}


if __name__ == "__main__":
    sys.exit(npm(*sys.argv[1:]))
