"""Changing keys without losing a word: wrap again under a new master key, or seal again under new data keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

from practice import sealing
from practice.checks import own_models
from practice.models import Couple, Partner, Practice, SealingKey

BATCH = 100


@transaction.atomic
def wrap_again() -> int:
    """Wrap every practice's key under the first master key. Safe to repeat."""
    name, master = sealing.current_master()
    rows = SealingKey.unscoped.select_for_update().filter(parent=None, destroyed_at=None).exclude(master=name)
    count = 0
    for row in rows:
        row.wrapped, row.master = sealing.wrap(sealing.material(row), master), name
        row.save(update_fields=["wrapped", "master"])
        count += 1
    sealing.memory.forget()
    return count


def new_data_keys(practice: Practice) -> int:
    """Give a practice, its couples and its people new keys. Old values still open; `seal_again` moves them over."""
    count = 0
    with transaction.atomic():
        practice.key = sealing.new_key()
        practice.save(update_fields=["key"])
        for model in (Couple, Partner):
            for row in model.unscoped.filter(practice=practice):
                row.key = sealing.new_key(parent=practice.key)
                row.save(update_fields=["key"])
                count += 1
    return count + 1


def sealed_fields() -> Iterator[tuple[type[Any], list[str]]]:
    for model in own_models():
        names = [field.name for field in model._meta.fields if isinstance(field, sealing.SealedField)]
        if names and model in apps.get_models():
            yield model, names


def seal_again() -> tuple[int, int]:
    """Seal every value again whose key is not its owner's present one. Returns (sealed again, looked at).

    Works in small transactions, so that it can be stopped anywhere and taken up again.
    """
    moved = seen = 0
    for model, names in sealed_fields():
        keys = list(model.unscoped.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            with transaction.atomic():
                for row in model.unscoped.select_for_update(of=("self",)).filter(
                    pk__in=keys[start : start + BATCH]
                ):
                    seen += 1
                    moved += _seal_row_again(row, names)
    return moved, seen


def _seal_row_again(row: Any, names: list[str]) -> bool:
    stale = []
    for name in names:
        raw = row.__dict__.get(name)
        field = row._meta.get_field(name)
        if isinstance(raw, sealing.Ciphertext) and sealing.key_id_of(raw) != field.key_id_for(row):
            getattr(row, name)  # opens it, so that save seals it under the present key
            stale.append(name)
    if stale:
        row.save(update_fields=stale)
    return bool(stale)
