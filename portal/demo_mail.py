"""Mail in demo mode: kept in a private folder of this computer and shown on the demo page, sent nowhere."""

from __future__ import annotations

import email
import email.policy
import os
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


def folder() -> Path:
    path: Path = settings.BASE_DIR / "var" / "demo-mail"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            target = folder() / f"{uuid4()}.eml"
            with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    at: datetime
    body: str
    links: list[str]


def letters(most: int = 40) -> list[Letter]:
    """The newest mails first."""
    files = sorted(folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [_read(file) for file in files[:most]]


def _read(file: Path) -> Letter:
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    part = mail.get_body(("plain",))
    body = part.get_content() if part else ""
    links = [word for word in body.split() if word.startswith(settings.BASE_URL + "/")]
    return Letter(str(mail["To"]), str(mail["Subject"]), parsedate_to_datetime(mail["Date"]), body, links)
