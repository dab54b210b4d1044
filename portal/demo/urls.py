"""The demo page's routes: there while demo mode is on, and nowhere else."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from portal import demo_page

urlpatterns: list[URLPattern | URLResolver] = []
if settings.DEMO:
    urlpatterns = [
        path("demo/", demo_page.people, name="demo"),
        path("demo/become/", demo_page.become, name="demo-become"),
    ]
