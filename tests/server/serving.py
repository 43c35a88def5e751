"""The Server project of `addin/server`, on 127.0.0.1 for as long as it is needed, and Excel's way of calling it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2] / "addin" / "server"
VERSION = "0.37.8"

_SERVE = """
import os, socket, sys, threading
import uvicorn

def end_with_parent():
    sys.stdin.read()
    os._exit(0)

threading.Thread(target=end_with_parent, daemon=True).start()
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()  # whoever connects before the server is up waits for it
server = uvicorn.Server(uvicorn.Config("xlwings_server.main:main_app", log_level="warning"))
print(listening.getsockname()[1], flush=True)
server.run(sockets=[listening])
"""
"""Ends when whoever started it ends, whichever way: then its standard input closes."""


class Server:
    """The running server.

    Attributes:
        port: where it listens on 127.0.0.1.
        requests: how many requests were made by `post`.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests = 0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Return the status, the media type and the body of a page."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()

    def post(self, path: str, body: Any) -> Any:
        """Return what the server answers to a message."""
        self.requests += 1
        self._connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (answer.status, content)
        return json.loads(content)

    def call(self, function: str, *arguments: Any) -> Any:
        """Return what a worksheet function gives, called as Office.js does: each argument is rows of cells or None."""
        body = {
            "client": "Office.js",
            "func_name": function.lower(),
            "args": arguments,
            "caller_address": "[book.xlsx]Sheet1!A1",
            "session_id": "test",
            "culture_info_name": "en-GB",
            "date_format": "dd/mm/yyyy",
            "version": VERSION,
            "runtime": "1.4",
        }
        return self.post("/xlwings/custom-functions-call", body)["result"]


@contextmanager
def serving() -> Iterator[Server]:
    """Start the server; it is stopped at the end."""
    environment = {
        **os.environ,
        "XLWINGS_PROJECT_DIR": str(PROJECT),
        "XLWINGS_LICENSE_KEY": "noncommercial",
        "XLWINGS_LOG_LEVEL": "ERROR",
    }
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            cwd=PROJECT,
        )
        too_long = threading.Timer(120, process.kill)
        too_long.start()
        try:
            assert process.stdout is not None
            port = process.stdout.readline()
            if not port:
                errors.seek(0)
                raise RuntimeError(errors.read().decode())
            server = Server(int(port))
            too_long.cancel()
            yield server
            server.close()
        finally:
            too_long.cancel()
            process.kill()
            process.communicate()
