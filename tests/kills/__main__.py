"""python -m tests.kills N [--seed SEED]: kills the server N times while cadres file forms, and says what was lost."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.deployment import made
from tests.kills.trial import Trial


def main() -> int:
    """Ends with 1 where anything was lost, done twice or does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("kills", type=int, help="how often the server is killed")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="makes the choices repeatable")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = Trial(Path(folder) / "data", made(Path(folder)), given.kills, given.seed).run()
    print(f"seed {given.seed}: {outcome}")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
