"""A task whose worker is killed twice: before its effect holds, and after. Only the worker under test runs it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from django_tasks import task

LONG = 60


@task()
def note_once(couple_id: str, folder: str) -> None:
    """One guarded effect. The first worker is held up inside it, the next one right after it."""
    from practice import jobs

    jobs.exactly_once(f"noted:{couple_id}", lambda: _effect(couple_id, Path(folder)))
    _wait_to_be_killed(Path(folder) / "after")


def _effect(couple_id: str, folder: Path) -> None:
    from practice.models import CareEvent

    CareEvent.unscoped.create(couple_id=couple_id, status="paused")
    _wait_to_be_killed(folder / "inside")


def _wait_to_be_killed(mark: Path) -> None:
    """Held up once at each place; whoever comes by later finds the mark and goes on."""
    if not mark.exists():
        mark.touch()
        time.sleep(LONG)


def begin(mails: int, folder: str) -> None:
    """Letters, and the task behind them in the queue."""
    from practice import outbox
    from tests.factories import practice as people

    couple = people.CoupleFactory()
    for number in range(mails):
        outbox.send_link(couple.practice, to=f"person{number}@example.org", path="/")
    note_once.enqueue(str(couple.pk), folder)


if __name__ == "__main__":
    import django

    django.setup()
    # The task's name is this module's, not that of the program that was started.
    from tests.serving import left_undone

    left_undone.begin(int(sys.argv[1]), sys.argv[2])
