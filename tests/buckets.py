"""An S3 of our own on the loopback (moto's server), started once a session by the tests that need one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import boto3  # type: ignore[import-untyped]
import pytest
from moto.server import ThreadedMotoServer

SECRET = "testing-only"


@contextmanager
def started() -> Iterator[str]:
    """Its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket's address, with the environment that an operator gives AWS's own library."""
    given = {"ACCESS_KEY_ID": "testing", "SECRET_ACCESS_KEY": SECRET, "DEFAULT_REGION": "us-east-1",
             "ENDPOINT_URL_S3": address}  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    name = f"cunqing-{uuid4().hex[:8]}"
    boto3.client("s3").create_bucket(Bucket=name)
    return f"s3://{name}/place"
