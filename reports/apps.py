from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from practice import registry
        from reports import agreeing, issuing, ledger

        registry.on(registry.PARTNER_LEFT, "reports", agreeing.partner_left)
        registry.on(registry.PERSON_ERASED, "reports", issuing.person_erased)
        registry.own_data("report consents", agreeing.own_data)
        registry.own_data("reports", ledger.own_reports)
