"""The command that speaks to a clinician about a file of theirs."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessments.format.definition import SHIPPED
from tests.assessments.samples import SMALL


def check(*files: Path) -> str:
    """What the command prints about files that are ready."""
    out = StringIO()
    call_command("check_instrument", *map(str, files), stdout=out)
    return out.getvalue()


def refusal(file: Path) -> str:
    """What the command prints about a file that needs work."""
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 file needs work"):
        call_command("check_instrument", str(file), stdout=out)
    return out.getvalue()


def test_shipped_files_are_ready() -> None:
    files = sorted(SHIPPED.glob("*.toml"))
    told = check(*files)
    assert told.count("ready:") == len(files) >= 6
    assert "advice" not in told


def test_a_slip_is_told_with_its_line_and_the_word_that_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "small.1.toml"
    file.write_text(SMALL.replace('scale = "turning_toward"\nreverse', 'scale = "turning_towards"\nreverse'))
    told = refusal(file)
    assert (
        "question *brushed_off*: scale *turning_towards* does not exist. Did you mean *turning_toward*?"
        in told
    )
    assert "line 3" in told


def test_an_example_that_does_not_hold_is_told(tmp_path: Path) -> None:
    file = tmp_path / "small.1.toml"
    file.write_text(SMALL.replace("turning_toward = 100", "turning_toward = 90"))
    assert "example *warm on every question*: *turning_toward* is 100.0, the example expects 90." in refusal(
        file
    )


def test_advice_does_not_refuse(tmp_path: Path) -> None:
    file = tmp_path / "other-name.toml"
    file.write_text(SMALL)
    told = check(file)
    assert "advice: the file's name would be small.1.toml." in told
    assert "ready: 4 questions, 1 scale, 1 example holds, about 2 minutes." in told


def test_a_file_that_is_missing_or_no_text_is_told(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "nowhere.toml")
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\xff\xfe\x00\x80")
    assert "not plain text" in refusal(picture)


def test_the_file_in_the_guide_is_ready_and_its_mistake_is_told_as_written(tmp_path: Path) -> None:
    guide = (settings.BASE_DIR / "docs" / "adding-an-instrument.md").read_text(encoding="utf-8")
    text = guide.split("```toml\n")[1].split("```")[0]
    file = tmp_path / "quiet-evenings.1.toml"
    file.write_text(text, encoding="utf-8")
    assert "advice" not in check(file)
    slip = 'scale = "ease"\nreverse'
    file.write_text(text.replace(slip, slip.replace("ease", "eese")), encoding="utf-8")
    assert refusal(file).splitlines()[1].strip() in guide
