"""An accepted answer is on disk, and a retried request has one effect, whatever happens to the server."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.serving.server import ROOT, serving

ANSWERS = {"answers": {"felt_close": 3, "felt_i_matter": 2, "felt_tense": 1, "felt_hopeful": 4}}


@pytest.fixture
def served(database_url):
    with serving(database_url) as server:
        yield server


def cast(server, forms, couples):
    made = subprocess.run(
        [sys.executable, "-m", "tests.serving.cast", str(forms), str(couples)],
        cwd=ROOT,
        env=server.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(made.stdout)


def test_a_hundred_identical_submits_at_once_have_one_effect(served):
    people = cast(served, 1, 1)
    path, token = f"/api/v1/questionnaires/{people['forms'][0]}/submit/", people["form_tokens"][0]
    with ThreadPoolExecutor(100) as pool:
        answers = list(
            pool.map(lambda _: served.ask("POST", path, ANSWERS, token=token, key="the-same"), range(100))
        )
    assert {one.status for one in answers} <= {200, 409}, {one.status: one.raw[:200] for one in answers}
    good = [one for one in answers if one.status == 200]
    assert len({one.raw for one in good}) == 1
    assert sum("Idempotent-Replay" not in one.headers for one in good) == 1
    form = served.ask("GET", f"/api/v1/questionnaires/{people['forms'][0]}/", token=token).body
    # One form begins at 1; the answers that came along and the sending count one each, once.
    assert (form["state"], form["version"]) == ("submitted", 3)


def test_what_was_accepted_before_a_kill_is_there_after_it(served):
    people = cast(served, 50, 50)
    accepted, lock = set(), threading.Lock()

    def submit(number):
        try:
            answer = served.ask(
                "POST",
                f"/api/v1/questionnaires/{people['forms'][number]}/submit/",
                ANSWERS,
                token=people["form_tokens"][number],
            )
        except OSError:
            return  # the server died before it answered: nothing was promised
        if answer.status == 200:
            with lock:
                accepted.add(number)

    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(submit, number) for number in range(50)]
        while len(accepted) < 15:
            time.sleep(0.005)
        served.kill()
        for one in work:
            one.result()
    served.start()
    kept = [
        served.ask(
            "GET", f"/api/v1/questionnaires/{people['forms'][number]}/", token=people["form_tokens"][number]
        ).body
        for number in sorted(accepted)
    ]
    assert len(kept) >= 15
    assert all(form["state"] == "submitted" for form in kept)
    assert all(form["answers"]["felt_close"] == {"v": 3} for form in kept)
    print(f"accepted before the kill: {len(accepted)} of 50; lost: 0")
