"""python -m tests.kills N [--seed SEED]: kills the server N times while cadres file forms, and says what was lost."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests import postgres
from tests.deployment import copy_of, made
from tests.kills.trial import Trial


def main() -> int:
    """Ends with 1 where anything was lost, done twice or does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("kills", type=int, help="how often the server is killed")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="makes the choices repeatable")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL, in place of an SQLite file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made_folder:
        folder = Path(made_folder)
        data, url = folder / "data", ""
        if given.postgresql:
            server = postgres.start(f"kills-{given.seed}", folder)
            url = server.url(postgres.prepared(server))
        else:
            copy_of(made(folder), data)
        outcome = Trial(data, given.kills, given.seed, url).run()
    print(f"seed {given.seed}: {outcome}")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
