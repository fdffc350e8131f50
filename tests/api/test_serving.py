import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from api.serving import CannotListen, Installation, listen, serve
from geo.model.errors import ReleaseError


def test_a_port_in_use_is_told_in_one_sentence_before_anything_is_read(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"Port {port} on 127.0.0.1 is in use") as refused:
            serve(Installation(tmp_path / "there-is-no-release"), "127.0.0.1", port)
    assert f"--port {port + 1}" in str(refused.value)


def test_an_address_of_another_machine_is_told_in_one_sentence():
    with pytest.raises(CannotListen, match=r"Cannot listen on 192\.0\.2\.1, port 8000"):
        listen("192.0.2.1", 8000)


def test_a_name_that_does_not_exist_is_told_in_one_sentence():
    with pytest.raises(CannotListen, match=r"There is no address called 'no-such-host\.invalid'"):
        listen("no-such-host.invalid", 8000)


def test_both_versions_of_the_internet_protocol_can_be_listened_on():
    for host in ("127.0.0.1", "::1"):
        with listen(host, 0) as listening:
            socket.create_connection((host, listening.getsockname()[1]), timeout=5).close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_release_that_is_not_there_is_told_once(tmp_path, workers):
    missing = Installation(tmp_path / "there-is-no-release")
    with pytest.raises(ReleaseError, match="there-is-no-release"):
        serve(missing, "127.0.0.1", 0, workers=workers)


def test_two_workers_answer_until_they_are_stopped(made_up):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = "from api.cli import main; main()"
    words = ["serve", "--workers", "2", "--release", str(made_up), "--port", str(port)]
    with subprocess.Popen([sys.executable, "-c", command, *words], text=True) as process:
        try:
            while not answers(port):
                assert process.poll() is None
                time.sleep(0.1)
            workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            assert len(workers) >= 2
        finally:
            process.send_signal(signal.SIGINT)
    assert not answers(port)


def answers(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=60).status_code == 200
    except httpx.TransportError:
        return False
