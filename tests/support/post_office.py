"""A real SMTP server on this machine, which the settings name while it is open."""

import os
import socket
import time
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from geo.model.settings import settings


@contextmanager
def post_office_open():
    """Take in mail; yields the list of messages that arrived."""

    class Office(Message):
        def __init__(self):
            super().__init__()
            self.taken = []

        def handle_message(self, message):
            self.taken.append(message)

    office, port = Office(), _unused_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    chosen = {
        "MEETINGPLACES_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "MEETINGPLACES_MAIL_FROM": "plekken@example.org",
    }
    controller.start()
    os.environ.update(chosen)
    settings.cache_clear()
    try:
        yield office.taken
    finally:
        controller.stop()
        for name in chosen:
            del os.environ[name]
        settings.cache_clear()


def wait_for_mail(taken, count=1):
    """Wait until so many mails arrived, or at most a minute and a half."""
    until = time.monotonic() + 90
    while len(taken) < count and time.monotonic() < until:
        time.sleep(0.05)


def _unused_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
