"""Serve the demo on this computer alone, with its worker beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from practice import showcase

BANNER = """
Evenlight is on. Everything here is made up, and stays on this computer.

  The people and their sign-in    {base}/demo/
  Sign in by hand                 {base}/sign-in/   passphrase of everybody: {passphrase}
{people}
Stop with Ctrl-C.
"""


class Command(BaseCommand):
    help = "Serve the demo at http://localhost:8000 with a worker; for this computer alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is for the demo only: run `make demo`.")
        settings.STATIC_ROOT.mkdir(exist_ok=True)  # the finders serve; the folder only has to be there
        children = [
            subprocess.Popen([sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR),
            subprocess.Popen(  # noqa: S603  (our own words)
                self._server(port), cwd=settings.BASE_DIR, env=self._environment(port)
            ),
        ]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        self.stdout.write(
            BANNER.format(base=f"http://localhost:{port}", passphrase=PASSPHRASE, people=self._people())
        )
        self.stdout.flush()
        try:
            children[1].wait()
        except (KeyboardInterrupt, SystemExit):
            self.stdout.write("Stopping.")
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=20)

    @staticmethod
    def _server(port: int) -> list[str]:
        return [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                "deploy/gunicorn.conf.py",
                "--access-logfile",
                "/dev/null",
            ),
            *("--log-level", "warning", "--bind", f"127.0.0.1:{port}", "--bind", f"[::1]:{port}"),
            "deploy.wsgi:application",
        ]

    @staticmethod
    def _environment(port: int) -> dict[str, str]:
        return {**os.environ, "EVENLIGHT_BASE_URL": f"http://localhost:{port}"}

    @staticmethod
    def _people() -> str:
        lines = []
        for group in showcase.everyone():
            names = [f"{one.called} ({one.login_name})" for one in group.people if one.user_id]
            lines.append(f"  {group.title}: {', '.join(names)}")
        return "\n".join(lines)


PASSPHRASE = "two lights at dusk"  # noqa: S105  (made-up people only)
