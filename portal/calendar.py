"""The feed address: a secret link that calendars ask again and again. The address alone opens it; no session is read."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from practice.calendar import feeds

LONGEST_TOKEN = 100


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """`/calendar/<token>/appointments.ics`. Unchanged is told before anything is built; unknown is absent."""
    found = feeds.find(token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        raise Http404
    today = datetime.now(UTC).date()
    etag = feeds.etag(found, today)
    response: HttpResponse
    if _is_known(request, etag):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(feeds.body(found, today), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="appointments.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _is_known(request: HttpRequest, etag: str) -> bool:
    sent = parse_etags(request.headers.get("If-None-Match", ""))
    return sent == ["*"] or etag in (each.removeprefix("W/") for each in sent)
