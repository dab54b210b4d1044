"""The base every resource stands on: rows by viewer, links by viewer, one effect per request, one page at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.validators import UniqueValidator

from api.authentication import viewer_of
from api.permissions import SAFE
from practice import audit, idempotency
from practice.access import Viewer
from practice.refusals import BadInput, EditTokenMissing, NotFound
from practice.words import problem_with

LONGEST_TEXT = 20_000


class VisibleRelatedField(serializers.PrimaryKeyRelatedField):
    """A writable link offers only rows the viewer may see; another's id and a wrong id get the same sentence."""

    default_error_messages = {
        "does_not_exist": _("There’s nothing with this id."),
        "incorrect_type": _("An id is text like 0b8f6f0e-…"),
    }

    def get_queryset(self) -> Any:
        model = cast(Any, self.queryset).model
        return model.objects.visible_to(viewer_of(self.context["request"]))

    def to_internal_value(self, data: Any) -> Any:
        try:
            UUID(str(data))
        except ValueError:
            self.fail("does_not_exist")
        return super().to_internal_value(data)


class Strict:
    """Refuses unknown fields, and letters that no field can keep."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))  # type: ignore[attr-defined]
            if unknown:
                raise serializers.ValidationError(
                    {name: _("There’s no such field here.") for name in unknown[:20]}
                )
            for name, value in data.items():
                if isinstance(value, str) and (problem := problem_with(value, most=LONGEST_TEXT)):
                    raise serializers.ValidationError({name: problem})
        return super().to_internal_value(data)  # type: ignore[misc]


class Serializer(Strict, serializers.ModelSerializer):
    """A model's shape. It never creates or updates: verbs do. It asks the database nothing of its own accord."""

    serializer_related_field = VisibleRelatedField

    # DRF's uniqueness validators would answer about rows that the viewer cannot see.
    def get_validators(self) -> list[Any]:
        return []

    def build_field(self, *args: Any) -> tuple[Any, dict[str, Any]]:
        kind, facts = super().build_field(*args)
        if "validators" in facts:
            facts["validators"] = [
                each for each in facts["validators"] if not isinstance(each, UniqueValidator)
            ]
        return kind, facts


class Shape(Strict, serializers.Serializer):
    """A plain shape that belongs to no model."""


class ViewSet(viewsets.GenericViewSet):
    """Name the model: rows are scoped for you. POST has one effect per Idempotency-Key.

    scope: the word that tokens need, with :read or :write. roles: who has any business here (empty: any role).
    params: query parameters that are understood; others are refused. read_as: the name under which reading is recorded;
    empty where nothing concerns a person's care.
    """

    model: ClassVar[type[models.Model]]
    scope: ClassVar[str] = "none"
    roles: ClassVar[frozenset[str]] = frozenset()
    params: ClassVar[frozenset[str]] = frozenset()
    ordering: ClassVar[str | tuple[str, ...]] = "-pk"
    secret_reply: ClassVar[frozenset[str]] = frozenset()
    read_as: ClassVar[str] = ""
    lookup_value_converter = "uuid"
    lookup_field = "pk"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__dict__.get("queryset") is not None:
            raise TypeError(f"{cls.__name__}: name the model; the queryset is scoped for you")

    @property
    def viewer(self) -> Viewer:
        return viewer_of(self.request)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.model.unscoped.none()  # type: ignore[attr-defined]
        return self.model.objects.visible_to(self.viewer)

    def get_object(self) -> Any:
        row = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise NotFound
        return row

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self.params | {"cursor", "page_size"}
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            raise BadInput(fields={name: _("There’s no such parameter here.") for name in unknown[:20]})
        if request.method not in SAFE:
            _read_body(request)
        if request.method == "POST" and hasattr(self, "post"):
            self.post = self._once(self.post)

    def _once(self, handler: Callable[..., Response]) -> Callable[..., Response]:
        def post(request: Request, *args: Any, **kwargs: Any) -> Response:
            def work() -> idempotency.Reply:
                response = handler(request, *args, **kwargs)
                body = _as_json(response.data)
                return idempotency.Reply(response.status_code, body, secret=self.action in self.secret_reply)

            reply = idempotency.once(
                self.viewer,
                route=request.path,
                key=request.headers.get("Idempotency-Key", ""),
                body=request._request.body,
                work=work,
            )
            if reply.replayed:
                self._rights_again(reply.body)
            response = Response(reply.body, status=reply.status)
            if reply.replayed:
                response["Idempotent-Replay"] = "true"
            return response

        return post

    def _rights_again(self, body: Any) -> None:
        """An answer is given again only to someone who may still see what it is about."""
        if "pk" in self.kwargs:
            self.get_object()
        elif (
            isinstance(body, dict) and "id" in body and not self.get_queryset().filter(pk=body["id"]).exists()
        ):
            raise NotFound

    def write_down(self, verb: str, row: Any = None, **facts: Any) -> None:
        """Readings of what concerns a person's care are recorded before the answer leaves."""
        if self.read_as:
            audit.record(self.viewer, f"{self.read_as}.{verb}", row, **facts)

    def valid(self, serializer_class: Any = None, **extra: Any) -> dict[str, Any]:
        """The request's body as this shape, or a 400 with a sentence beside each field."""
        chosen = serializer_class or self.get_serializer_class()
        serializer = chosen(data=self.request.data, context=self.get_serializer_context(), **extra)
        serializer.is_valid(raise_exception=True)
        return cast(dict[str, Any], serializer.validated_data)

    def expected_version(self) -> int:
        """The version that If-Match names. A whole edit without it is refused, so that nobody is overwritten."""
        header = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if not header:
            raise EditTokenMissing
        if not header.removeprefix("v").isdigit():
            raise BadInput(fields={"If-Match": _("Use the ETag you were given, as it is.")})
        return int(header.removeprefix("v"))

    def shown(self, row: Any, *, status: int = 200, serializer_class: Any = None) -> Response:
        """One row as JSON, with its ETag when it can be edited as a whole."""
        chosen = serializer_class or self.get_serializer_class()
        response = Response(chosen(row, context=self.get_serializer_context()).data, status=status)
        if (version := getattr(row, "version", None)) is not None:
            response["ETag"] = f'"v{version}"'
        return response


def _as_json(data: Any) -> Any:
    """The body as JSON knows it: what is kept for a retry and what is sent now are the same."""
    return None if data is None else json.loads(JSONRenderer().render(data))


def _read_body(request: Request) -> None:
    """Read the body once, within the limit that requests have."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > settings.API_BODY_MAX_BYTES:
        raise RequestDataTooBig
    request._request.body  # noqa: B018


class Listed(mixins.ListModelMixin):
    """GET on the collection, one page at a time."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().list(request, *args, **kwargs)
        self.write_down("listed", count=len(response.data["results"]))  # type: ignore[attr-defined]
        return response


class Shown:
    """GET on one row, with its ETag."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()  # type: ignore[attr-defined]
        self.write_down("read", row)  # type: ignore[attr-defined]
        return self.shown(row)  # type: ignore[attr-defined]
