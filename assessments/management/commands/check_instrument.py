"""Read instrument files and tell a clinician, in plain words, what is still wrong with them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.format import examples, translating
from assessments.format.definition import Definition, DefinitionError, advice, parse
from assessments.format.source_text import Places


class Command(BaseCommand):
    """`manage.py check_instrument my-questions.1.toml`"""

    help = "Check instrument files: every mistake with its line, then the examples that the file carries."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file or several."""
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="an instrument in TOML, or a folder of them"
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Check each file, or each of a folder; end with an error when any needs work."""
        found = [each for file in files for each in _in(file.expanduser())]
        unready = [file for file in found if not self._is_ready(file)]
        if unready:
            raise CommandError(f"{len(unready)} of {_count(len(found), 'file')} {_need(len(unready))} work.")

    def _is_ready(self, file: Path) -> bool:
        self.stdout.write(f"{file.name}")
        try:
            text = file.read_text(encoding="utf-8-sig")
            if named := translating.named(file.name):
                return self._is_translated(text, file.with_name(f"{named.slug}.{named.version}.toml"))
            return self._is_proven(parse(text), file, text)
        except OSError:
            return self._say(
                f"this file cannot be opened. Is the name right? It was looked for at {file.absolute()}."
            )
        except UnicodeDecodeError:
            return self._say("this file is not plain text. Save it as plain text, UTF-8.")
        except DefinitionError as error:
            for problem in sorted(error.problems, key=lambda each: each.line or 0):
                self._say(str(problem))
            return False

    def _is_translated(self, text: str, of: Path) -> bool:
        """Check a translation against the instrument that lies beside it."""
        if not of.exists():
            return self._say(f"the instrument {of.name} needs to lie beside its translation.")
        try:
            definition = parse(of.read_text(encoding="utf-8-sig"))
        except DefinitionError:
            return self._say(f"the instrument {of.name} needs work itself. Check that file first.")
        translation = translating.parse(text, definition)
        self._say(f"ready: {of.name} in *{translation.language}*.")
        return True

    def _is_proven(self, definition: Definition, file: Path, text: str) -> bool:
        """Run the examples and give advice; only the examples decide."""
        broken = examples.broken(definition, Places(text))
        for problem in broken:
            self._say(str(problem))
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


def _in(file: Path) -> list[Path]:
    """The file itself, or every instrument file of a folder."""
    return sorted(file.glob("*.toml")) or [file / "*.toml"] if file.is_dir() else [file]


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"


def _summary(definition: Definition) -> str:
    """ "ready: 12 questions, 2 scales, 3 examples hold, about 4 minutes" """
    return (
        f"ready: {_count(len(definition.questions), 'question')}, {_count(len(definition.scales), 'scale')}, "
        f"{_count(len(definition.examples), 'example')} {_hold(len(definition.examples))}, about {_count(definition.minutes, 'minute')}."
    )


def _hold(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
