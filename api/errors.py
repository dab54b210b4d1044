"""One error shape for everything: {"error": {"code", "message", "fields"}}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from practice.refusals import Refused

CODES = {
    400: "bad_input",
    401: "sign_in_needed",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
}
CODES |= {406: "not_acceptable", 413: "too_large", 415: "unsupported_media_type", 429: "too_many"}
SENTENCES = {
    400: _("Something here needs another look."),
    401: _("Sign in, or send a personal token."),
    403: _("That isn’t open to you here."),
    404: _("There’s nothing here."),
    405: _("That can’t be done here."),
    406: _("This answers in JSON only."),
    413: _("That’s more than fits in one request."),
    415: _("Send JSON, with Content-Type application/json."),
    429: _("That’s a lot of requests. Wait a moment, then go on."),
}


def shaped(
    status: int, *, code: str = "", message: Any = "", fields: Mapping[str, Any] | None = None
) -> Response:
    body = {
        "error": {
            "code": code or CODES.get(status, "refused"),
            "message": str(message or SENTENCES.get(status, "")),
            "fields": {name: _sentences(value) for name, value in (fields or {}).items()},
        }
    }
    return Response(body, status=status)


def _sentences(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [sentence for part in value.values() for sentence in _sentences(part)]
    if isinstance(value, list | tuple):
        return [sentence for part in value for sentence in _sentences(part)]
    return [str(value)]


def answer(problem: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What it does not know is a bug and stays a 500."""
    response = _response(problem)
    if response is not None and transaction.get_connection().in_atomic_block:
        set_rollback()
    return response


def _response(problem: Exception) -> Response | None:
    match problem:
        case Refused():
            return shaped(problem.status, code=problem.code, message=problem.sentence, fields=problem.fields)
        case exceptions.ValidationError():
            detail = problem.detail
            return shaped(400, fields=detail if isinstance(detail, Mapping) else {"body": detail})
        case RequestDataTooBig():
            return shaped(413)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            response = shaped(401)
            response["WWW-Authenticate"] = "Token"
            return response
        case exceptions.ParseError():
            return shaped(400, code="not_json", message=_("This isn’t readable as JSON."))
        case Http404():
            return shaped(404)
        case PermissionDenied():
            return shaped(403)
        case exceptions.Throttled():
            response = shaped(429)
            if problem.wait:
                response["Retry-After"] = str(int(problem.wait) + 1)
            return response
        case exceptions.APIException():
            return shaped(problem.status_code)
        case SuspiciousOperation():
            return shaped(400)
    return None
