"""Look through an exercise file, and say line by line what stands in the way."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homework.exercise import Exercise, ExerciseError, parse


class Command(BaseCommand):
    """`manage.py check_exercise my-exercise.1.toml`"""

    requires_system_checks: tuple[str, ...] = ()
    help = "Check exercise files without publishing anything; each mistake is told with its line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an exercise in TOML")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Every file is looked through; one that is not ready makes the command fail at the end."""
        good = [self._is_good(file) for file in files]
        if not all(good):
            raise CommandError(f"{good.count(False)} of {len(good)} not ready yet.")

    def _is_good(self, file: Path) -> bool:
        self.stdout.write(f"{file.name}:")
        try:
            exercise = parse(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return self._say("this file cannot be read as UTF-8 text.")
        except ExerciseError as error:
            for problem in error.problems:
                self._say(str(problem))
            return False
        for sentence in _advice(exercise, file):
            self._say(f"advice: {sentence}")
        self._say(
            f"ready: {len(exercise.fields)} questions, {len(exercise.cards)} cards, {len(exercise.measures)} measures, "
            f"{len(exercise.examples)} examples hold, about {exercise.minutes} min."
        )
        return True

    def _say(self, sentence: str) -> bool:
        """Print one indented line; False, so that a mistake can be returned at once."""
        self.stdout.write(f"  {sentence}")
        return False


def _advice(exercise: Exercise, file: Path) -> list[str]:
    """What is no mistake and still worth a second look."""
    found = []
    wanted = f"{exercise.slug}.{exercise.version}.toml"
    if file.name != wanted:
        found.append(f"the file's name would be {wanted}.")
    if exercise.evidence is None:
        found.append("say in evidence how well it is tried.")
    if not exercise.measures:
        found.append("nothing is counted over time; entries are read one by one.")
    if any(field.required and field.audience == "partner" for field in exercise.fields):
        found.append("a required field can be shared with the other partner; it still starts as only me.")
    return found
