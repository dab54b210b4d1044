"""A post office on loopback: the worker hands real letters to it, and people read them there."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from django.core.management import call_command


@dataclass
class PostOffice:
    port: int
    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"

    def __enter__(self) -> PostOffice:
        self._clerk = Controller(self, hostname="127.0.0.1", port=self.port)
        self._clerk.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._clerk.stop()

    def link_for(self, address: str) -> str:
        """Let the worker go round once; the path of the newest link that this address was sent."""
        call_command("work", "--once")
        body = next(str(one.get_content()) for one in reversed(self.letters) if address in str(one["To"]))
        found = re.search(r"http://localhost:\d+(/\S+)", body)
        assert found, "the letter holds no link"
        return found[1]
