"""Is it well? One coarse answer: no counts, no ids, nothing to learn from."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

OLDEST_WAITING = timedelta(minutes=10)


def _problems() -> list[str]:
    from django_tasks_db.models import DBTaskResult

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return ["database"]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["migrations"]
    since = timezone.now() - OLDEST_WAITING
    if DBTaskResult.objects.filter(status="READY", enqueued_at__lt=since, run_after__lt=since).exists():
        return ["worker"]
    return []


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    problems = _problems()
    return JsonResponse({"well": not problems, "look_at": problems}, status=503 if problems else 200)


urlpatterns = [path("", health, name="health")]
