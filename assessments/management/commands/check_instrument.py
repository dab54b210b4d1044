"""Read instrument files and tell a clinician, in plain words, what is still wrong with them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.format import examples, translating
from assessments.format.definition import Definition, DefinitionError, advice, parse


class Command(BaseCommand):
    """`manage.py check_instrument my-questions.1.toml`"""

    help = "Check instrument files: every mistake with its line, then the examples that the file carries."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file or several."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an instrument in TOML")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Check each file; end with an error when any needs work."""
        unready = [file for file in files if not self._is_ready(file)]
        if unready:
            raise CommandError(f"{len(unready)} of {len(files)} files need work.")

    def _is_ready(self, file: Path) -> bool:
        self.stdout.write(f"{file.name}")
        try:
            text = file.read_text(encoding="utf-8")
            if named := translating.named(file.name):
                return self._is_translated(text, file.with_name(f"{named.slug}.{named.version}.toml"))
            definition = parse(text)
        except OSError:
            return self._say("this file cannot be opened. Is the name right?")
        except UnicodeDecodeError:
            return self._say("this file is not plain text. Save it as UTF-8.")
        except DefinitionError as error:
            for problem in error.problems:
                self._say(str(problem))
            return False
        return self._is_proven(definition, file)

    def _is_translated(self, text: str, of: Path) -> bool:
        """Check a translation against the instrument that lies beside it."""
        if not of.exists():
            return self._say(f"the instrument {of.name} needs to lie beside its translation.")
        translation = translating.parse(text, parse(of.read_text(encoding="utf-8")))
        self._say(f"ready: {of.name} in *{translation.language}*.")
        return True

    def _is_proven(self, definition: Definition, file: Path) -> bool:
        """Run the examples and give advice; only the examples decide."""
        broken = 0
        for example in definition.examples:
            for sentence in examples.mismatches(definition, example):
                broken += 1
                self._say(f"example *{example.says}*: {sentence}")
        wanted = f"{definition.slug}.{definition.version}.toml"
        for sentence in [
            *advice(definition),
            *([] if file.name == wanted else [f"the file's name would be {wanted}."]),
        ]:
            self._say(f"advice: {sentence}")
        if not broken:
            self._say(_summary(definition))
        return not broken

    def _say(self, sentence: str) -> bool:
        """Print one indented line; False, so that a mistake can be returned at once."""
        self.stdout.write(f"  {sentence}")
        return False


def _summary(definition: Definition) -> str:
    """ "ready: 12 questions, 2 scales, 3 examples hold, about 4 minutes" """
    return (
        f"ready: {_count(len(definition.questions), 'question')}, {_count(len(definition.scales), 'scale')}, "
        f"{_count(len(definition.examples), 'example')} hold, about {_count(definition.minutes, 'minute')}."
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
