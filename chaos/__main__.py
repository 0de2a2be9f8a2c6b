"""`python -m chaos`: run the campaign; exit code 1 if a promise was broken."""

import argparse
import sys
import time
from pathlib import Path

from chaos import campaign
from chaos.report import details, table
from chaos.verdict import judge


def main() -> int:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--short", action="store_true", help="a minute, 200 tasks, six kills")
    parser.add_argument("--folder", type=Path, help="where the evidence stays")
    given = parser.parse_args()
    size = (
        campaign.SHORT if given.short else campaign.long(tasks=given.tasks, minutes=given.minutes)
    )
    folder = given.folder or Path(".local") / "chaos" / str(given.seed)
    print(f"chaos: seed {given.seed}, {size.tasks} tasks, {size.faults} faults", flush=True)
    evidence = campaign.run(given.seed, size, folder, lambda line: print(line, flush=True))
    verdict = judge(evidence)
    print(table(verdict, evidence))
    if not verdict.holds:
        print(details(verdict, evidence), f"\nThe evidence is in {folder}")
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main())
