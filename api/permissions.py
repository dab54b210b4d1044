"""Who has any business at a resource at all. Which rows they then find, the models say."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from api.authentication import viewer_of
from practice.refusals import NeedsReCheck

SAFE = {"GET", "HEAD", "OPTIONS"}
# After five quiet minutes a session of the pages shows appointments here and asks again before all else.
SHOWN_TO_A_QUIET_SESSION = {"sessions"}


class NeedsViewer(BasePermission):
    """Someone with at least one role; through a token, only with the scope of this resource.

    Forbidden looks like absent: a role that has no business here gets the same 404 as a wrong address.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        viewer = viewer_of(request)
        roles: frozenset[str] = getattr(view, "roles", frozenset())
        if not viewer.roles or (roles and not viewer.roles & roles):
            raise Http404
        if viewer.scopes is not None:
            needed = f"{view.scope}:{'read' if request.method in SAFE else 'write'}"
            if needed not in viewer.scopes:
                raise Http404
        elif request._request.was_quiet() and getattr(view, "scope", "") not in SHOWN_TO_A_QUIET_SESSION:  # type: ignore[attr-defined]
            raise NeedsReCheck
        return True


class NeedsStaff(BasePermission):
    """The schema describes what exists; it is shown to staff alone."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        if not viewer_of(request).is_staff:
            raise Http404
        return True
