from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "homework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from homework import reading, revealing, waiting
        from practice import registry

        registry.on(registry.PARTNER_LEFT, "homework", revealing.partner_left)
        registry.on(registry.STATUS_CHANGED, "homework", revealing.status_changed)
        registry.on(registry.PERSON_ERASED, "homework", revealing.person_erased)
        registry.own_data("homework", reading.own_data)
        registry.every_tick("homework that waits", waiting.open_what_is_due)
