"""`python -m chaos`: run the fault campaign; exit code 1 if the checker finds a violation."""

import argparse
import sys
import time
from pathlib import Path

from chaos import campaign
from chaos.checker import check
from chaos.report import details, table


def main() -> int:
    """Run the campaign that the command line describes, and print its result."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--short", action="store_true", help="a minute, 200 tasks, six kills")
    parser.add_argument("--folder", type=Path, help="the folder of all files")
    options = parser.parse_args()
    size = (
        campaign.SHORT
        if options.short
        else campaign.long(tasks=options.tasks, minutes=options.minutes)
    )
    folder = options.folder or Path(".local") / "chaos" / str(options.seed)
    print(f"chaos: seed {options.seed}, {size.tasks} tasks, {size.faults} faults", flush=True)
    history = campaign.run(options.seed, size, folder, lambda line: print(line, flush=True))
    result = check(history)
    print(table(result, history))
    if not result.holds:
        print(details(result, history), f"\nAll files are in {folder}")
    return 0 if result.holds else 1


if __name__ == "__main__":
    sys.exit(main())
