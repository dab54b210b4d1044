"""How much one person may ask in a minute: counted in each process, because a count in the database would cost a
commit per request. With several processes the limit is that many times higher; guesses of passphrases and codes are
limited elsewhere, in the shared cache.
"""

from __future__ import annotations

from django.core.cache import caches
from rest_framework.throttling import UserRateThrottle


class PerPerson(UserRateThrottle):
    cache = caches["near"]
