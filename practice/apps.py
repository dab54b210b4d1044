from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from practice import audit, checks, consenting, idempotency, jobs, outbox, registry, scheduling  # noqa: F401
        from practice.calendar import busy, feeds, invitations, reminding
        from practice.scheduling import following_up, own_around, wishing

        registry.every_tick("10 mail", outbox.sweep)
        registry.every_tick("15 invitations", invitations.catch_up)
        registry.every_tick("15 reminders", reminding.tick)
        registry.every_tick("18 busy elsewhere", busy.tick)
        registry.every_tick("20 reaper", jobs.reap)
        registry.every_tick("30 audit chain", audit.extend_chains)
        registry.every_tick("35 reviews", following_up.propose_reviews)
        registry.every_tick("40 expired keys", idempotency.forget_expired)
        registry.every_tick("50 old guards", jobs.forget_old_guards)
        registry.every_tick("60 ended sessions", jobs.forget_ended_sessions)
        registry.every_tick("60 finished tasks", jobs.forget_finished)
        registry.on(registry.ACCESS_ENDED, "20 stored feeds", feeds.forget_stored)
        registry.own_data("around sessions", own_around.own_around)
        registry.own_data("consent", consenting.own_signatures)
        registry.on(registry.PARTNER_LEFT, "10 seats", scheduling.free_seats_of_who_left)
        registry.on(registry.PARTNER_JOINED, "10 seats", scheduling.forget_seats_of_before)
        registry.on(registry.PARTNER_JOINED, "20 feeds", feeds.partner_joined)
        registry.on(registry.PARTNER_LEFT, "20 requests", wishing.partner_left)
        registry.on(registry.PERSON_ERASED, "10 around sessions", own_around.person_erased)
        registry.on(registry.SESSION_CANCELLED, "10 requests", wishing.session_cancelled)
        registry.on(registry.STATUS_CHANGED, "10 follow-ups", following_up.status_changed)
