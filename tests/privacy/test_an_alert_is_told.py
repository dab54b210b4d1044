"""An alert reaches its people whatever is wrong with another one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from assessments.safety import telling
from assessments.safety.models import AlertTelling, SafetyAlert
from practice import sealing
from practice.models import SealingKey
from tests.factories import assessments as forms
from tests.factories import practice as people


def alert_of(couple, partner, *, hours):
    form = forms.AdministrationFactory(couple=couple, partner=partner)
    alert = SafetyAlert(couple=couple, partner=partner, administration=form)
    alert.what = {"level": "red", "question": "q", "declined": False, "given": 1}
    alert.raised_at = timezone.now() - timedelta(hours=hours)
    alert.save(force_insert=True)
    return alert


def test_one_alert_that_cannot_be_told_does_not_keep_the_next_one_waiting(couple, bo):
    far = people.CoupleFactory(status="active")
    broken = alert_of(far, people.partner_in(far, "a"), hours=2)
    mine = alert_of(couple, bo, hours=1)
    SealingKey.unscoped.filter(pk=far.practice.key_id).update(destroyed_at=timezone.now())
    sealing.memory.forget()
    telling.escalate()
    assert AlertTelling.unscoped.filter(alert=mine, staff=couple.counsellor).exists()
    assert not AlertTelling.unscoped.filter(alert=broken).exists()
