"""Sets up .venv with pinned packages and this project in it.  python3 deploy/setup.py [--test]

Needs Python 3.11 or newer with its venv module, and nothing else; runs again in a second when nothing has changed.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def main() -> None:
    """Makes the environment, installs what is pinned, then the project itself."""
    if sys.version_info < (3, 11):
        sys.exit("需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed.")
    testing = "--test" in sys.argv[1:]
    pins = ROOT / "deploy" / ("requirements-test.txt" if testing else "requirements.txt")
    mark = ENVIRONMENT / "installed"
    wanted = hashlib.sha256(pins.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    have = set(mark.read_text(encoding="ascii").split()) if mark.exists() else set()
    if wanted in have:
        return
    if not PYTHON.exists():
        try:
            venv.create(ENVIRONMENT, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("缺少 venv 模块，Debian、Ubuntu 上请安装 python3-venv。 The venv module is missing.")
    print("正在安装…… Installing …", flush=True)
    # Tests import a part of their packages, and Python compiles what is imported; a server has all of it ready.
    pip("install", *(["--no-compile"] if testing else []), "--require-hashes", "-r", str(pins))
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    mark.write_text(" ".join(sorted(have | {wanted})), encoding="ascii")


def pip(*words: str) -> None:
    """Runs the environment's own pip; ends with its status where it fails."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "--quiet", *words]
    done = subprocess.run(command, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
