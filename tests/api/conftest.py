"""A client per person: signed in through a personal token with every scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from api.models import PersonalToken
from api.scopes import SCOPES


class Client(APIClient):
    """Sends a fresh Idempotency-Key with each POST unless told otherwise."""

    def post(self, path: str, data: Any = None, **extra: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid4()), **(extra.pop("headers", None) or {})}
        return super().post(path, data, headers=headers, **extra)


@pytest.fixture
def client_of() -> Any:
    def make(person: Any, *, scopes: list[str] | None = None, second_factor: bool = True) -> Client:
        _row, token = PersonalToken.unscoped.create(
            person.user,
            expiry=timedelta(days=1),
            label="tests",
            scopes=scopes if scopes is not None else [name for name, _label in SCOPES],
            second_factor=second_factor,
        )
        client = Client()
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        return client

    return make
