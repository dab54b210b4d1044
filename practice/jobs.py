"""Work behind the pages: Django Tasks on both databases, with the reaper, retry and tick it does not bring.

A task is delivered at least once. Each database effect is guarded by a row of its own in the same transaction, so
it happens exactly once. The calls (`@task`, `.enqueue`) are Django's, so another engine can take over behind them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from practice import registry
from practice.models import Job, JobGuard

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
GUARDS_KEPT = timedelta(days=30)
FINISHED_KEPT = timedelta(days=7)


def exactly_once(name: str, effect: Callable[[], object]) -> bool:
    """Do `effect` unless it has been done under this name; True when it was done now."""
    try:
        with transaction.atomic():
            JobGuard.unscoped.create(name=name)
            effect()
    except IntegrityError:
        if JobGuard.unscoped.filter(name=name).exists():
            return False
        raise
    return True


def reap() -> int:
    """Give tasks of a dead worker back to the queue; set aside what keeps failing to finish."""
    since = timezone.now() - timedelta(seconds=settings.TASK_LIMIT_SECONDS)
    stuck = DBTaskResult.objects.filter(status="RUNNING", started_at__lt=since)
    freed = 0
    for result in stuck[:200]:
        again = len(result.worker_ids) < MOST_ATTEMPTS
        state = (
            {"status": "READY", "started_at": None}
            if again
            else {"status": "FAILED", "finished_at": timezone.now()}
        )
        freed += DBTaskResult.objects.filter(pk=result.pk, status="RUNNING").update(**state)
        log.warning("task %s was left by its worker; %s", result.pk, "queued again" if again else "set aside")
    return freed


def begin(job_id: Any) -> Job | None:
    """Take up a job's own progress row; None when it is finished already."""
    taken = (
        Job.unscoped.filter(pk=job_id)
        .exclude(state__in=[Job.State.DONE, Job.State.FAILED])
        .update(state=Job.State.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1)
    )
    return Job.unscoped.get(pk=job_id) if taken else None


def finish(job: Job, *, failed: bool = False) -> None:
    state = Job.State.FAILED if failed else Job.State.DONE
    Job.unscoped.filter(pk=job.pk).update(state=state, done=F("total"), finished_at=timezone.now())


def forget_old_guards() -> int:
    return JobGuard.unscoped.filter(at__lt=timezone.now() - GUARDS_KEPT).delete()[0]


def forget_finished() -> int:
    """The queue is no diary of who was written to and when."""
    return DBTaskResult.objects.filter(finished_at__lt=timezone.now() - FINISHED_KEPT).delete()[0]


def forget_ended_sessions() -> None:
    """Sign-ins whose time has run out leave no row behind."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def tick() -> None:
    """One round of all sweeps. Each is idempotent; one that fails does not keep the others from running."""
    for name, sweep in registry.ticks().items():
        try:
            sweep()
        except Exception:
            log.exception("sweep %s stopped", name)
