import socket

import pytest

from api.serving import CannotListen, Installation, listen, serve


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
