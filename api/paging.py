"""One page at a time, without a count: keyset pages whose links are signed and bound to the viewer."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from django.core import signing
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from api.authentication import viewer_of
from practice.refusals import BadInput


class Pages(CursorPagination):
    """Keyset pages without a count. The cursor is signed and bound to the viewer."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        self._salt = f"cursor:{viewer_of(request).user_id}"
        self.ordering = getattr(view, "ordering", self.ordering)
        return super().paginate_queryset(queryset, request, view)

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> Any:
        ordering = getattr(view, "ordering", self.ordering)
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)

    def encode_cursor(self, cursor: Any) -> str:
        link = super().encode_cursor(cursor)
        token = parse_qs(urlsplit(link).query)[self.cursor_query_param][0]
        return cast(
            str,
            replace_query_param(
                self.base_url, self.cursor_query_param, signing.dumps(token, salt=self._salt)
            ),
        )

    def decode_cursor(self, request: Request) -> Any:
        token = request.query_params.get(self.cursor_query_param)
        if token is None:
            return None
        try:
            inner = signing.loads(token, salt=self._salt)
        except signing.BadSignature:
            raise BadInput(
                fields={self.cursor_query_param: _("This page link isn’t valid. Start from the first page.")}
            ) from None
        params = request._request.GET.copy()
        params[self.cursor_query_param] = inner
        request._request.GET = params
        return super().decode_cursor(request)
