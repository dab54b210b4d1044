from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assessments import carrying_out, closing, gate, hearing, measuring, reminding, suggesting_plans
        from assessments.exchange import own_export
        from assessments.safety import asking, telling
        from practice import registry

        registry.every_tick("05 safety alerts", telling.escalate)
        registry.every_tick("20 forms that are over", closing.close_what_is_over)
        registry.every_tick("21 planned forms", carrying_out.carry_out_what_is_due)
        registry.every_tick("22 reminders", reminding.remind)
        registry.every_tick("60 own figures", measuring.sweep)
        registry.own_data("forms", own_export.own_forms)
        registry.lets_sharing_rest("joint work", lambda couple: not gate.joint_work_is_open(couple))
        registry.on(registry.PARTNER_JOINED, "20 private questions", asking.offer_to_new_partner)
        registry.on(registry.PARTNER_LEFT, "20 forms", hearing.partner_left)
        registry.on(registry.PARTNER_LEFT, "20 private questions", asking.close_for_who_left)
        registry.on(registry.PERSON_ERASED, "20 summary", hearing.person_erased)
        registry.on(registry.SESSION_MOVED, "20 due days", hearing.session_moved)
        registry.on(registry.SESSION_CANCELLED, "20 forms", hearing.session_cancelled)
        registry.on(registry.STATUS_CHANGED, "20 plans", suggesting_plans.step_taken)
        registry.on(registry.STATUS_CHANGED, "20 joint work", gate.close_when_ended)
