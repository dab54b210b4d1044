"""Makes people, a couple and many open forms in a served database, and prints their tokens as JSON.

Run in a process of its own with the server's environment: python -m tests.serving.cast 50 20
"""

from __future__ import annotations

import json
import secrets
import sys
from datetime import timedelta

import django


def main(forms_wanted: int, couples_wanted: int) -> None:
    django.setup()
    from django.db import transaction

    from api.models import PersonalToken
    from api.scopes import SCOPES
    from assessments.models import Administration
    from practice.models import CoupleSummary
    from tests.factories import assessments as forms
    from tests.factories import practice as people

    # Two casts in one database must not share login names.
    people.UserFactory.reset_sequence(secrets.randbelow(10**9), force=True)
    scopes = [name for name, _label in SCOPES]
    with transaction.atomic():
        ana = people.StaffFactory(called="Ana", is_counsellor=True)
        couples = [
            people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
            for _ in range(couples_wanted)
        ]
        partners = [(people.partner_in(one, "a"), people.partner_in(one, "b")) for one in couples]
        CoupleSummary.unscoped.bulk_create([CoupleSummary(couple=one) for one in couples])
        bo = partners[0][0]
        instrument = forms.shipped("weekly-pulse")
        tokens = {}
        for name, person in (("ana", ana), ("bo", bo)):
            _row, tokens[name] = PersonalToken.unscoped.create(
                person.user, expiry=timedelta(days=1), label="served", scopes=scopes, second_factor=True
            )
        partner_tokens = []
        ids = []
        for couple, pair in list(zip(couples, partners, strict=True))[:forms_wanted]:
            row = Administration.unscoped.create(couple=couple, partner=pair[0], instrument=instrument)
            _held, token = PersonalToken.unscoped.create(
                pair[0].user, expiry=timedelta(days=1), label="served", scopes=scopes
            )
            ids.append(str(row.pk))
            partner_tokens.append(token)
    print(
        json.dumps(
            {"tokens": tokens, "forms": ids, "form_tokens": partner_tokens, "couple": str(couples[0].pk)}
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
