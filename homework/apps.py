from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "homework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from homework import keeping_free, parting, planning_time, reading, reminding, revealing, waiting
        from homework.reading import own_beside
        from practice import registry

        registry.on(registry.PARTNER_LEFT, "homework", revealing.partner_left)
        registry.on(registry.STATUS_CHANGED, "homework", revealing.status_changed)
        registry.on(registry.PERSON_ERASED, "homework", revealing.person_erased)
        registry.on(registry.PARTNER_LEFT, "homework besides", parting.partner_left)
        registry.on(registry.PERSON_ERASED, "homework besides", parting.person_erased)
        registry.on(registry.STATUS_CHANGED, "homework calendars", planning_time.status_changed)
        registry.on(registry.JOINT_WORK_TURNED, "homework calendars", planning_time.space_turned)
        registry.on(registry.PARTNER_LEFT, "homework kept free", keeping_free.partner_left)
        registry.on(registry.STATUS_CHANGED, "homework kept free", keeping_free.status_changed)
        registry.on(registry.JOINT_WORK_TURNED, "homework kept free", keeping_free.space_turned)
        registry.on(registry.PERSON_ERASED, "homework kept free", keeping_free.person_erased)
        registry.in_calendars("hours kept free", keeping_free.hours_of)
        registry.in_calendars("hours together", planning_time.hours_of)
        registry.own_data("homework", reading.own_data)
        registry.own_data("homework besides", own_beside.own_beside)
        registry.every_tick("23 homework reminders", reminding.remind)
        registry.every_tick("homework that waits", waiting.open_what_is_due)
