"""`python -m local up` and `python -m local reset`; the Makefile calls them."""

import argparse
import sys

from local.up import reset, up


def main() -> int:
    """Run the command that is named on the command line."""
    commands = {"up": up, "reset": reset}
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("command", choices=commands)
    return commands[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
