"""`python -m local up` and `python -m local reset`; the Makefile calls them."""

import argparse
import sys

from local.console import print_any_text
from local.environment import drop_foreign_variables
from local.up import reset, up


def main() -> int:
    """Run the command from the command line; return its exit code."""
    print_any_text()
    drop_foreign_variables()
    commands = {"up": up, "reset": reset}
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("command", choices=commands)
    return commands[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
