from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from api import authentication
        from practice import registry

        registry.on(registry.ACCESS_ENDED, "tokens", authentication.end_tokens)
