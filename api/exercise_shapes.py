"""An exercise as JSON: what a partner meets, and what stands in the library for whoever sets it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.base import Serializer, Shape
from homework.exercise import AUDIENCES, Exercise, Field
from homework.models import ExerciseVersion
from homework.told_at_once import tells_at_once


class FieldChoiceShape(Shape):
    value = serializers.JSONField()
    label = serializers.CharField()


class ShownIfShape(Shape):
    field = serializers.CharField()
    equals = serializers.ListField(child=serializers.JSONField())


class FieldShape(Shape):
    """One thing that can be noted. `audience` is the widest circle that it can ever reach."""

    id = serializers.CharField()
    text = serializers.CharField()
    kind = serializers.CharField()
    hint = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = FieldChoiceShape(many=True)
    lowest = serializers.JSONField(allow_null=True)
    highest = serializers.JSONField(allow_null=True)
    longest = serializers.IntegerField(help_text="Most letters; 0 where nothing is written.")
    show_if = ShownIfShape(allow_null=True)
    audience = serializers.ChoiceField(choices=[(each, each) for each in AUDIENCES])
    sealed = serializers.BooleanField(help_text="Stays closed until both have written and each has shared.")
    after_reveal = serializers.BooleanField(help_text="Asked once the sealed words of the round stand open.")
    turn = serializers.CharField(help_text="Asked of this one of the two roles alone: first or second.")
    told_at_once = serializers.BooleanField(
        help_text="An answer may reach the counsellor straight away; say so beside the question."
    )


def fields_of(exercise: Exercise, fields: Iterable[Field] | None = None) -> list[dict[str, Any]]:
    """These fields of the exercise, or all of them, as FieldShape."""
    return [_field(exercise, field) for field in (exercise.fields if fields is None else fields)]


def _field(exercise: Exercise, field: Field) -> dict[str, Any]:
    asks = field.show_if
    return {
        "id": field.id,
        "text": field.text,
        "kind": field.kind,
        "hint": field.hint,
        "required": field.required,
        "choices": [{"value": each.value, "label": each.label} for each in field.choices],
        "lowest": field.min,
        "highest": field.max,
        "longest": field.longest,
        "show_if": {"field": asks.question, "equals": list(asks.wanted)} if asks else None,
        "audience": field.audience,
        "sealed": field.sealed,
        "after_reveal": field.after_reveal,
        "turn": field.role,
        "told_at_once": tells_at_once(exercise, field.id),
    }


class ExerciseShape(Serializer):
    """What both the counsellor and a partner may read of an exercise."""

    aim = serializers.CharField(source="exercise.aim")
    minutes = serializers.IntegerField(source="exercise.minutes")
    prompt = serializers.CharField(source="exercise.prompt")
    steps = serializers.ListField(child=serializers.CharField(), source="exercise.steps")
    starters = serializers.ListField(child=serializers.CharField(), source="exercise.starters")
    roles = serializers.ListField(
        child=serializers.CharField(), source="exercise.roles", help_text="Who does what; they change places."
    )
    questions = serializers.SerializerMethodField()

    class Meta:
        model = ExerciseVersion
        fields = (
            "id", "slug", "number", "title", "neutral_title", "who", "aim", "minutes", "prompt", "steps", "starters",
            "roles", "questions",
        )  # fmt: skip

    @extend_schema_field(FieldShape(many=True))
    def get_questions(self, row: ExerciseVersion) -> list[dict[str, Any]]:
        return fields_of(row.exercise)


class EvidenceShape(Shape):
    """How well the idea is tried. The citation stands in `source`."""

    grade = serializers.CharField(help_text="trial, pilot, observed, part or practice")
    says = serializers.CharField()


class LibraryShape(Serializer):
    """One exercise of the library at a glance."""

    aim = serializers.CharField(source="exercise.aim")
    minutes = serializers.IntegerField(source="exercise.minutes")
    dose = serializers.CharField(source="exercise.dose")
    room_first = serializers.BooleanField(source="exercise.room_first")
    evidence = EvidenceShape(source="exercise.evidence", allow_null=True)
    is_own = serializers.SerializerMethodField(help_text="Written by the practice.")

    class Meta:
        model = ExerciseVersion
        fields = (
            "id", "slug", "number", "title", "neutral_title", "who", "joint_work", "aim", "minutes", "dose",
            "room_first", "evidence", "is_own", "published_at", "retired_at",
        )  # fmt: skip

    def get_is_own(self, row: ExerciseVersion) -> bool:
        return row.practice_id is not None


class CardShape(Shape):
    id = serializers.CharField()
    text = serializers.CharField()
    theme = serializers.CharField()


class MeasureShape(Shape):
    id = serializers.CharField()
    title = serializers.CharField()
    how = serializers.CharField(help_text="days, share, mean or sum")
    of = serializers.CharField(help_text="The field that is counted.")
    equals = serializers.JSONField(allow_null=True)
    unit = serializers.CharField()


class SignalShape(Shape):
    """An answer that the counsellor alone hears of. Nothing stops because of it."""

    kind = serializers.CharField(help_text="comfort, felt_safe or pressure")
    field = serializers.CharField()
    at_most = serializers.IntegerField(allow_null=True)
    at_least = serializers.IntegerField(allow_null=True)
    equals = serializers.JSONField(allow_null=True)
    times = serializers.IntegerField()


class ExampleShape(Shape):
    says = serializers.CharField()
    given = serializers.DictField(child=serializers.JSONField())
    valid = serializers.BooleanField()
    wrong = serializers.ListField(child=serializers.CharField())


class WholeExerciseShape(LibraryShape):
    """Everything that is written about one exercise."""

    reason = serializers.CharField(source="exercise.reason")
    prompt = serializers.CharField(source="exercise.prompt")
    caution = serializers.CharField(source="exercise.caution")
    source = serializers.CharField(source="exercise.source")  # type: ignore[assignment]
    per_day = serializers.IntegerField(source="exercise.per_day")
    roles = serializers.ListField(child=serializers.CharField(), source="exercise.roles")
    steps = serializers.ListField(child=serializers.CharField(), source="exercise.steps")
    starters = serializers.ListField(child=serializers.CharField(), source="exercise.starters")
    watch_for = serializers.ListField(child=serializers.CharField(), source="exercise.watch_for")
    questions = serializers.SerializerMethodField()
    cards = CardShape(source="exercise.cards", many=True)
    measures = MeasureShape(source="exercise.measures", many=True)
    signals = SignalShape(source="exercise.signals", many=True)
    examples = ExampleShape(source="exercise.examples", many=True)

    class Meta(LibraryShape.Meta):
        fields = (  # type: ignore[assignment]
            *LibraryShape.Meta.fields, "reason", "prompt", "caution", "source", "per_day", "roles", "steps", "starters",
            "watch_for", "questions", "cards", "measures", "signals", "examples",
        )  # fmt: skip

    @extend_schema_field(FieldShape(many=True))
    def get_questions(self, row: ExerciseVersion) -> list[dict[str, Any]]:
        return fields_of(row.exercise)


class PhoneShape(Shape):
    """What stands on one partner's phone in a round."""

    mark = serializers.CharField()
    role = serializers.CharField(help_text="Empty where there are no turns.")
    card = serializers.CharField(help_text="Empty where there is no deck.")
    questions = FieldShape(many=True)
    after_reveal = FieldShape(many=True, help_text="Asked once both have opened their words.")


class PreviewShape(Shape):
    """Both phones before it is set. Who begins, and which card comes first, is drawn when it is set."""

    title = serializers.CharField()
    prompt = serializers.CharField()
    reason = serializers.CharField(help_text="The exercise’s own; yours goes in its place.")
    steps = serializers.ListField(child=serializers.CharField())
    starters = serializers.ListField(child=serializers.CharField())
    phones = PhoneShape(many=True)
