"""A PostgreSQL server that lives as long as the tests of this folder."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
NOBODY = "postgres"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def server():
    """The address of a throw-away server; PostgreSQL refuses to run as root."""
    pytest.importorskip("psycopg2", reason="the extra `postgres` is not installed")
    if PROGRAMS is None:
        pytest.skip("Debian's package postgresql is not installed")
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-pg-"))
    as_user = {"user": NOBODY} if os.getuid() == 0 else {}
    if as_user:
        shutil.chown(folder, NOBODY)
    run = {"check": True, "capture_output": True, "cwd": folder, **as_user}
    data, port = folder / "data", free_port()
    subprocess.run([PROGRAMS / "initdb", "-D", data, "-A", "trust", "-U", "shop", "-E", "UTF8", "--no-sync"], **run)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    pg_ctl = [PROGRAMS / "pg_ctl", "-D", data, "-w"]
    # Its output goes to a file, or the server would keep our pipe open.
    subprocess.run([*pg_ctl, "-o", options, "-l", folder / "log", "start"], **run)
    yield f"postgresql://shop@127.0.0.1:{port}/postgres"
    subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **run)
    shutil.rmtree(folder)
