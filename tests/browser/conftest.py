"""A real Chromium against the product on localhost, with a real post office on loopback."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.test.testcases import LiveServerThread

from tests.browser import chromium
from tests.browser.post import PostOffice
from tests.browser.visitor import Visitor
from tests.serving.server import free_port

THERE = pytest.StashKey[list[Visitor]]()
HERE = Path(__file__).parent
LOUD = "NO CHROMIUM: every browser journey is SKIPPED. Install it, or set EVENLIGHT_REQUIRE_BROWSER=1 to forbid this."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if LOUD in str(r.longrepr)]
    if skipped:
        terminalreporter.write_sep("!", LOUD, red=True, bold=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """With a failed journey, say what each person had on the screen."""
    report = yield
    if report.failed and call.when == "call":
        for number, one in enumerate(item.stash.get(THERE, []), start=1):
            report.sections.append((f"on screen {number}", one.sees()))
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = chromium.path()
    if found is None:
        if chromium.is_required():
            pytest.fail("EVENLIGHT_REQUIRE_BROWSER is set, and there is no Chromium here.")
        pytest.skip(LOUD)
    # The browser's own loop runs in this thread, beside Django's plain database calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return {"executable_path": found, "args": chromium.QUIET}


class KeptStaticFiles(StaticFilesHandler):
    """Sheets, scripts and fonts stay in a browser's store, as they do behind the real server."""

    def serve(self, request: Any) -> Any:
        answer = super().serve(request)
        answer.headers["Cache-Control"] = "max-age=3600"
        return answer


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[LiveServerThread]:
    thread = LiveServerThread("localhost", KeptStaticFiles)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None, thread.error
    yield thread
    thread.terminate()


@pytest.fixture
def served(server: LiveServerThread, settings: Any) -> str:
    """The product's address on this machine; passkeys need it to have a name."""
    settings.BASE_URL = f"http://localhost:{server.port}"
    cache.clear()
    return settings.BASE_URL


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    office = PostOffice(free_port())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    with office:
        yield office


@pytest.fixture
def visitor(
    request: Any, browser: Any, transactional_db: None, served: str
) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser for one more person: their own cookies, one window, on a phone unless told otherwise."""
    there = request.node.stash.setdefault(THERE, [])

    def arrive(**wishes: Any) -> Visitor:
        viewport = wishes.pop("viewport", chromium.PHONE)
        context = browser.new_context(
            base_url=served, viewport=viewport, locale="en-GB", reduced_motion="reduce", **wishes
        )
        context.set_default_timeout(15_000)
        # axe is a script itself; where scripts are off it would wait for ever.
        there.append(Visitor(context, looks_closely=wishes.get("java_script_enabled", True)))
        return there[-1]

    yield arrive
    faults = [fault for each in there for fault in each.faults]
    for each in there:
        each.context.close()
    assert not faults, "the browser complained:\n" + "\n".join(faults)
