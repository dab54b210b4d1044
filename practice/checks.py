"""System checks that keep the privacy rules and the production settings honest."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core import checks
from django.db import models

from practice.access import VisibleTo

OWN_PACKAGES = ("practice", "assessments", "homework", "reports", "portal", "api")

# Tables that hold nothing about a person's care; each is written down with its reason.
PUBLIC = {
    "practice.User": "sign-in needs it before there is a viewer; it holds no care data",
    "practice.SealingKey": "wrapped keys, read only by practice.sealing",
    "practice.JobGuard": "opaque names of effects that have happened",
    "practice.IdempotencyRecord": "sealed replies, read only by practice.idempotency for their own viewer",
}


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.split(".")[0] in OWN_PACKAGES]


@checks.register("privacy")
def every_model_states_who_may_see_it(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001: a model whose `objects` is not VisibleTo, its own or from an abstract base of ours."""
    problems: list[checks.CheckMessage] = []
    for model in own_models():
        if model._meta.label in PUBLIC:
            continue
        if not isinstance(getattr(model, "objects", None), VisibleTo):
            problems.append(
                checks.Error(
                    f"{model._meta.label} does not say who may see it.",
                    hint="Add `unscoped = models.Manager()` and `objects = VisibleTo(...)`; see practice/access.py.",
                    obj=model,
                    id="practice.E001",
                )
            )
    return problems


@checks.register("privacy")
def no_open_way_back(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """E002: a link whose reverse accessor would hand out private rows without a viewer."""
    problems: list[checks.CheckMessage] = []
    for model in own_models():
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and hasattr(field, "remote_field"):
                remote = field.remote_field
                if remote is not None and getattr(field, "model", model) is model and not remote.hidden:
                    problems.append(
                        checks.Error(
                            f"{model._meta.label}.{field.name} opens a way back to private rows.",
                            hint='Use related_name="+" with a related_query_name.',
                            obj=model,
                            id="practice.E002",
                        )
                    )
    return problems
