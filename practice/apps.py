from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from practice import audit, checks, consenting, idempotency, jobs, outbox, registry, scheduling  # noqa: F401

        registry.every_tick("10 mail", outbox.sweep)
        registry.every_tick("20 reaper", jobs.reap)
        registry.every_tick("30 audit chain", audit.extend_chains)
        registry.every_tick("40 expired keys", idempotency.forget_expired)
        registry.every_tick("50 old guards", jobs.forget_old_guards)
        registry.every_tick("60 ended sessions", jobs.forget_ended_sessions)
        registry.every_tick("60 finished tasks", jobs.forget_finished)
        registry.own_data("consent", consenting.own_signatures)
        registry.on(registry.PARTNER_LEFT, "10 seats", scheduling.free_seats_of_who_left)
        registry.on(registry.PARTNER_JOINED, "10 seats", scheduling.forget_seats_of_before)
