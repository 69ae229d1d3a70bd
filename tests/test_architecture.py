"""Who may import whom: the contracts of pyproject.toml, kept by import-linter; and that importing does nothing else."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_import_contracts_hold() -> None:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--config",
        str(ROOT / "pyproject.toml"),
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


QUIET = """
import pathlib, pkgutil, sys, threading
before = {path for path in pathlib.Path.cwd().rglob("*")}
import bot, handlers, storage
for package in (bot, handlers, storage):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            __import__(module.name)
assert threading.active_count() == 1, threading.enumerate()
assert {path for path in pathlib.Path.cwd().rglob("*")} == before
"""


def test_importing_a_module_does_nothing_else(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", QUIET],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
