"""A worker that is killed in the middle of a task leaves each database effect once, and each mail once or twice."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from django_tasks_db.models import DBTaskResult

from tests.serving.databases import rows
from tests.serving.server import ROOT, Server, environment, free_port

MAILS = 3


class SlowPost:
    """Takes a mail in, and is slow to say so: whoever dies meanwhile cannot know that it arrived."""

    def __init__(self):
        self.arrived, self.is_slow = [], True

    async def handle_DATA(self, server, session, envelope):
        lines = envelope.content.decode().splitlines()
        ids = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("message-id:")]
        self.arrived.append((envelope.rcpt_tos[0], *ids))
        await asyncio.sleep(20 if self.is_slow else 0)
        return "250 taken"


@pytest.fixture
def post():
    handler = SlowPost()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


@pytest.fixture
def product(database_url, post):
    post_office = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(post.port)}
    return Server(0, {**environment(database_url), **post_office, "TASK_LIMIT_SECONDS": "0"})


@contextmanager
def worker_until_killed(product, *how):
    """`manage.py work`, killed with -9 at the end of the block, whatever it is doing."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work", *how],
        cwd=ROOT,
        env=product.environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(is_true, seconds=60):
    ends = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < ends, "this did not happen in time"
        time.sleep(0.05)


def effects(url):
    return rows(url, "SELECT count(*) FROM practice_careevent WHERE status = 'paused'")[0][0]


def minutes_pass(url):
    """A letter waits a little longer after each try; here that time has gone by."""
    rows(url, "UPDATE practice_message SET due_at = created_at WHERE sent_at IS NULL")


def test_a_killed_worker_doubles_no_effect_and_loses_no_mail(product, post, database_url, tmp_path):
    begin = [sys.executable, "-m", "tests.serving.left_undone", str(MAILS), str(tmp_path)]
    subprocess.run(begin, cwd=ROOT, env=product.environment, check=True)
    with worker_until_killed(product):
        until(lambda: post.arrived)  # the worker does not know yet that it has arrived
    post.is_slow = False
    with worker_until_killed(product, "--once"):
        until((tmp_path / "inside").exists)
    assert effects(database_url) == 0  # it was not committed, so it did not happen
    with worker_until_killed(product, "--once"):
        until((tmp_path / "after").exists)
    assert effects(database_url) == 1
    minutes_pass(database_url)
    product.manage("work", "--once")
    assert effects(database_url) == 1
    assert rows(database_url, "SELECT count(*) FROM practice_message WHERE sent_at IS NULL") == [(0,)]
    assert rows(database_url, f"SELECT DISTINCT status FROM {DBTaskResult._meta.db_table}") == [
        ("SUCCESSFUL",)
    ]
    copies = Counter(post.arrived)
    assert len(copies) == MAILS  # one Message-ID for each address, however often it came
    assert sorted(copies.values()) == [1, 1, 2]
    print(f"kills: 3, mails: {MAILS}, arrived: {len(post.arrived)}, guarded effects: {effects(database_url)}")
