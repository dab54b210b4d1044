"""Takes the pictures in docs/screenshots: the eight steps of a course, phone and desktop, light and dark.

Run as `python -m tests.screenshots docs/screenshots` (that is `make screenshots`). The demo story is told into a
database of its own, served on loopback, and everything is thrown away afterwards but the pictures.
"""

from __future__ import annotations

import html
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser import chromium
from tests.serving.server import Server, free_port

VIEWPORTS = {"phone": chromium.PHONE, "desktop": chromium.DESK}
SCHEMES = {"": "light", "-dark": "dark"}
COLOURS = 128
LONGEST = 2600


def environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "EVENLIGHT_DEMO": "1",
        "EVENLIGHT_BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3",
        "DJANGO_SETTINGS_MODULE": "deploy.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    }


def tell_the_story() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable")
    call_command("seed_demo")


def main(target: Path, only: str = "") -> int:
    """Take the pictures whose names begin with `only`, or all of them."""
    found = chromium.path()
    if found is None:
        print("There is no Chromium here, so no pictures are taken.", file=sys.stderr)
        return 1 if chromium.is_required() else 0
    with tempfile.TemporaryDirectory(prefix="evenlight-pictures-") as folder:
        port = free_port()
        os.environ.update(environment(Path(folder), port))
        django.setup()
        tell_the_story()
        from tests import screenshots_cast

        scene = screenshots_cast.set_scene()
        scene.shots = [shot for shot in scene.shots if shot.name.startswith(only)]
        server = Server(port, {**os.environ, "ALLOWED_HOSTS": "localhost,127.0.0.1"})
        server.start()
        try:
            target.mkdir(parents=True, exist_ok=True)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found, args=chromium.QUIET)
                count = sum(1 for _ in take_all(browser, scene, f"http://localhost:{port}", target))
                browser.close()
        finally:
            server.stop()
        first_page(scene.report, target / "7-report.page.png")
    total = sum(file.stat().st_size for file in target.glob("*.png"))
    print(f"{count + 1} pictures, {total / 1_000_000:.1f} MB, in {target}")
    return 0


def take_all(browser: Browser, scene: Any, base: str, target: Path) -> Iterator[Path]:
    for size, viewport in VIEWPORTS.items():
        for ending, scheme in SCHEMES.items():
            people: dict[str, BrowserContext] = {}
            for shot in scene.shots:
                if shot.who not in people:
                    people[shot.who] = browser.new_context(
                        base_url=base,
                        viewport=viewport,
                        color_scheme=scheme,
                        locale="en-GB",
                        device_scale_factor=1,
                    )
                    people[shot.who].add_cookies(
                        [{**each, "url": base} for each in scene.cookies.get(shot.who, [])]
                    )
                yield take(people[shot.who], shot, target / f"{shot.name}.{size}{ending}.png")
            for context in people.values():
                context.close()


def take(context: BrowserContext, shot: Any, file: Path) -> Path:
    page = context.new_page()
    answer = page.goto(shot.path)
    assert answer is not None
    assert answer.status == 200, f"{shot.path} answered {answer.status}"
    if shot.path.startswith("/api/"):
        body = answer.json()
        page.goto("about:blank")  # the answer's own policy would forbid any dress
        page.set_content(as_terminal(shot.path, body))
    for label in filter(None, shot.press.split("|")):
        press(page, label)
    # As tall as the page, so that bars that stay in sight stand at its foot and not across its middle.
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, LONGEST))})
    page.evaluate("document.fonts.ready.then(() => document.activeElement.blur())")
    shown = page.screenshot(animations="disabled")
    keep_small(Image.open(io.BytesIO(shown)), file)
    page.close()
    return file


def as_terminal(path: str, body: Any) -> str:
    """An answer of the API, laid out as `curl … | python -m json.tool` does."""
    words = html.escape(json.dumps(body, indent=2, ensure_ascii=False))
    return (
        '<meta name="color-scheme" content="light dark"><pre style="margin:2rem;font-size:14px;line-height:1.5">'
        f"GET {path}\n\n{words}</pre>"
    )


def press(page: Any, label: str) -> None:
    """`Label=words` fills a field; anything else is a choice, a button or a link."""
    name, _, words = label.partition("=")
    if words:
        page.get_by_label(name).first.fill(words)
    elif page.get_by_role("radio", name=name).count():
        page.get_by_role("radio", name=name).first.check()
    else:
        with page.expect_navigation():
            page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def keep_small(picture: Image.Image, file: Path) -> None:
    """In few colours; the pages are flat, so nothing is lost that an eye would miss."""
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def first_page(report: bytes, file: Path) -> None:
    """The report's first sheet, as paper shows it."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", "100", "-png", "-f", "1", "-l", "1", "-singlefile", "-"],
        input=report,
        capture_output=True,
        check=True,
    )
    keep_small(Image.open(io.BytesIO(drawn.stdout)), file)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
