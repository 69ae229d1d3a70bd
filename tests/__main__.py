"""python -m tests: all checks, one after the other, until the first one that fails.

What follows is handed to pytest: python -m tests tests/test_items.py
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = ("bot", "handlers", "storage", "tests", "benchmarks")
CHECKS = (
    ("format", ("ruff", "format", "--check", "--quiet", *SOURCES)),
    ("lint", ("ruff", "check", "--quiet", *SOURCES)),
    ("types", ("mypy", "--no-error-summary")),
    ("tests", ("pytest", "-n", "2", "--no-header")),
)


def main() -> int:
    """The status of the first check that fails, else 0."""
    tools = Path(sys.executable).parent
    for name, (tool, *arguments) in CHECKS:
        more = sys.argv[1:] if tool == "pytest" else []
        print(f"{name}: {tool} {' '.join([*arguments, *more])}", flush=True)
        began = time.monotonic()
        status = subprocess.run([tools / tool, *arguments, *more], cwd=ROOT, env={**os.environ}, check=False).returncode
        print(
            f"{name}: {'ok' if status == 0 else f'failed ({status})'} in {time.monotonic() - began:.0f} s", flush=True
        )
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
