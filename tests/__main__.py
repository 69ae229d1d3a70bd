"""python -m tests: all checks; types beside the tests, the others before, until the first one that fails.

What follows is handed to pytest: python -m tests tests/test_items.py
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = Path(sys.executable).parent
SOURCES = ("bot", "handlers", "storage", "tests", "benchmarks")
FIRST = (
    ("format", ("ruff", "format", "--check", "--quiet", *SOURCES)),
    ("lint", ("ruff", "check", "--quiet", *SOURCES)),
)
TYPES = ("mypy", "--no-error-summary")
TESTS = ("pytest", "-n", "4", "--dist", "worksteal", "--no-header")
MEMORY = Path("/dev/shm")  # a folder in memory, where there is one: databases of tests need no disk
ROOM = 2 * 2**30  # bytes that a run may fill


def main() -> int:
    """The status of the first check that fails, else 0."""
    for name, command in FIRST:
        if status := ended(name, time.monotonic(), subprocess.run(begun(name, command), cwd=ROOT, check=False)):
            return status
    with folder() as temporary:
        began = time.monotonic()
        types = subprocess.Popen(begun("types", TYPES), cwd=ROOT, stdout=subprocess.PIPE, text=True)
        asked = begun("tests", (*TESTS, *sys.argv[1:]))
        tests = subprocess.run(asked, cwd=ROOT, env={**compiling(), **temporary}, check=False)
        status = ended("tests", began, tests)
        print(types.communicate()[0], end="")
        return ended("types", began, types) or status


def begun(name: str, command: tuple[str, ...]) -> list[str]:
    """Says what is run; the command with its tool's path."""
    print(f"{name}: {' '.join(command)}", flush=True)
    return [str(TOOLS / command[0]), *command[1:]]


def ended(name: str, began: float, process: "subprocess.CompletedProcess[bytes] | subprocess.Popen[str]") -> int:
    """Says how it ended; its status."""
    status = int(process.returncode or 0)
    print(f"{name}: {f'failed ({status})' if status else 'ok'} in {time.monotonic() - began:.0f} s", flush=True)
    return status


def compiling() -> dict[str, str]:
    """The environment, in which what one process of the tests has compiled is there for the next one."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextlib.contextmanager
def folder() -> Iterator[dict[str, str]]:
    """The environment with a temporary folder in memory until the block ends; empty where there is no room for one."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM):
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="cunqing-", dir=MEMORY) as made:
        Path(made).chmod(0o755)  # PostgreSQL runs as another user where root tests
        yield {"TMPDIR": made}


if __name__ == "__main__":
    sys.exit(main())
