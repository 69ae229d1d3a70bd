"""The wheel carries all that it needs: it starts the demonstration from where there is nothing else of the project."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE = 120  # seconds that a busy machine may take


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and laid out as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_carries_catalogues_and_the_starter_pack(unpacked: Path) -> None:
    data = unpacked / "bot" / "data"
    assert (data / "locales" / "zh" / "LC_MESSAGES" / "cunqing.po").is_file()
    assert (data / "qingyang" / "forms" / "visit_log.md").is_file()
    assert not (unpacked / "tests").exists()


def test_the_wheel_starts_the_demonstration(unpacked: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port), "--data", str(tmp_path / "data")]
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONSAFEPATH": "1"}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
        try:
            assert "演示" in answered(f"http://127.0.0.1:{port}/", process), (tmp_path / "log").read_text()
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(30)
    assert status == 0


def answered(url: str, process: "subprocess.Popen[bytes]") -> str:
    """The page, once it is there; empty where the process ended or took too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except urllib.error.URLError:
            process_waits(process)
    return ""


def process_waits(process: "subprocess.Popen[bytes]") -> None:
    """Half a second, or less where the process ends."""
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        return
