"""nginx and Caddy from Debian's packages in front of the service, with the files of docs/deploy."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from made_up_release import write_release
from serving import served

from api.app import create_app
from api.serving import configured
from geo.model.settings import settings

FOLDER = Path(__file__).parents[2] / "docs" / "deploy"
HSTS = "max-age=31536000"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_release(tmp_path_factory.mktemp("proxied") / "release")


@contextmanager
def proxied(command, port, authority, log, **environment):
    """Run a proxy until its port answers; gives a client that trusts its authority."""
    with log.open("w") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, **environment}
        )
        try:
            for _ in range(600):
                assert process.poll() is None, log.read_text()
                with suppress(OSError, httpx.ConnectError):  # OSError: no authority yet
                    trusting = ssl.create_default_context(cafile=authority)
                    httpx.get(f"https://localhost:{port}/health", verify=trusting, timeout=60)
                    break
                time.sleep(0.1)
            with httpx.Client(verify=trusting, timeout=60) as client:
                yield client
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def nginx(tmp_path, port, upstream):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    site = (FOLDER / "nginx.conf").read_text()
    for given, put in {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/plekken/fullchain.pem": str(certificate),
        "/etc/ssl/plekken/privkey.pem": str(key),
        "plekken.example.org": "localhost",
        "127.0.0.1:8000": upstream,
    }.items():
        assert given in site, given
        site = site.replace(given, put)
    paths = "".join(
        f"{kind}_temp_path {tmp_path / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"daemon off;\npid {tmp_path / 'pid'};\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{site}\n}}\n"
    )
    command = [shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-e", "stderr", "-c", whole]
    with proxied(command, port, certificate, tmp_path / "log") as client:
        yield client


@contextmanager
def caddy(tmp_path, port, upstream):
    site = tmp_path / "Caddyfile"
    alone = f"{{\n\tadmin off\n\thttp_port {free_port()}\n\tskip_install_trust\n}}\n"
    site.write_text(alone + (FOLDER / "Caddyfile").read_text())
    data = tmp_path / "data"
    authority = data / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    given = {"SITE": f"https://localhost:{port}", "UPSTREAM": upstream}
    command = ["caddy", "run", "--config", site, "--adapter", "caddyfile"]
    places = {"XDG_DATA_HOME": str(data), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with proxied(command, port, authority, tmp_path / "log", **given, **places) as client:
        yield client


@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_a_proxy_with_tls_in_front(proxy, folder, tmp_path, monkeypatch):
    port = free_port()
    public = f"https://localhost:{port}"
    monkeypatch.setenv("MEETINGPLACES_PUBLIC_URL", public)
    settings.cache_clear()
    app = create_app(folder)
    try:
        with (
            served(app, configured(app)) as service,
            proxy(tmp_path, port, service.removeprefix("http://")) as client,
        ):
            landing = client.get(f"{public}/v1", headers={"x-forwarded-host": "evil.example"})
            assert landing.status_code == 200
            assert landing.headers.get_list("strict-transport-security") == [HSTS]
            for link in landing.json()["links"]:
                assert link["href"].startswith(f"{public}/")
            items = f"{public}/v1/collections/places/items"
            long = f"name <> '{'a' * 15_000}'"
            assert client.get(items, params={"filter": long}).status_code == 200
            tag = client.get(items).headers["etag"]
            assert client.get(items, headers={"if-none-match": tag}).status_code == 304
            part = client.get(f"{public}/v1/exports/places.csv", headers={"range": "bytes=0-9"})
            assert (part.status_code, len(part.content)) == (206, 10)
            assert client.head(f"{public}/").status_code == 200
            assert client.get(f"{public}/health").json()["status"] == "ok"
    finally:
        monkeypatch.undo()
        settings.cache_clear()
