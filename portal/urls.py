"""The pages, one audience per folder. A folder of portal with a urls.py adds its pages by that alone."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from . import entrance_urls

Patterns = list[URLPattern | URLResolver]


def _of_the_folders() -> Patterns:
    here = Path(__file__).parent
    found: Patterns = []
    for folder in pkgutil.iter_modules([str(here)]):
        if folder.ispkg and (here / folder.name / "urls.py").exists():
            found += importlib.import_module(f"portal.{folder.name}.urls").urlpatterns
    return found


own_pages: Patterns = [*entrance_urls.urlpatterns, *_of_the_folders()]
urlpatterns: Patterns = [
    *entrance_urls.by_allauths_names,
    path("", include((own_pages, "portal"))),
]
