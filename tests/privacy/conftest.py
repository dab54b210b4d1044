"""The API's clients serve here too."""

from tests.api.conftest import client_of

__all__ = ["client_of"]
