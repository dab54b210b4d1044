"""The worker: runs queued tasks, and all sweeps every 20 seconds."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from practice import jobs, sealing

TICK_SECONDS = 20


class Command(BaseCommand):
    help = "Run queued tasks and the regular sweeps (mail, escalation, audit chain, clean-up)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="one round of sweeps, drain the queue, then stop"
        )

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        sealing.verify_master_keys()
        if once:
            jobs.tick()
            call_command("db_worker", queue_name="*", batch=True, interval=0, reload=False)
            return
        stop = threading.Event()
        ticker = threading.Thread(target=self._tick, args=(stop,), daemon=True, name="tick")
        ticker.start()
        try:
            call_command("db_worker", queue_name="*", interval=1, reload=False)
        finally:
            stop.set()

    @staticmethod
    def _tick(stop: threading.Event) -> None:
        while not stop.wait(TICK_SECONDS):
            close_old_connections()
            jobs.tick()
            close_old_connections()
