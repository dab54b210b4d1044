"""Forms and answers as FHIR, for who may read them: the counsellor, and a partner their own. Safety answers never."""

from __future__ import annotations

from typing import Any

from assessments.exchange import fhir_responses, fhir_writing
from assessments.exchange.fhir_words import Release
from assessments.models import Administration, InstrumentVersion
from assessments.results import reading
from practice import audit
from practice.access import Viewer
from practice.refusals import NotFound, NotNow

State = Administration.State
STATUS = {State.OPEN: "in-progress", State.SUBMITTED: "completed"}


def questionnaire(version: InstrumentVersion, *, by: Viewer, release: Release = "R4") -> dict[str, Any]:
    """The form as a FHIR Questionnaire. Raises NotFound for who may not see it."""
    if not InstrumentVersion.objects.visible_to(by).filter(pk=version.pk).exists():
        raise NotFound
    retired = version.retired_at is not None
    return fhir_writing.questionnaire(version.definition, release=release, retired=retired)


def response(administration: Administration, *, by: Viewer, release: Release = "R4") -> dict[str, Any]:
    """One form's answers as a FHIR QuestionnaireResponse.

    A partner gets their own answers without scores and without what was told to the counsellor at once. The counsellor
    gets what was sent, with its scores. Raises NotFound for everyone else, and NotNow where there is nothing to read.
    """
    given = reading.given(administration, by)
    if given is None or administration.state not in STATUS:
        raise NotNow
    own = administration.partner.user_id == by.user_id
    definition = administration.instrument.definition
    audit.record(by, "administration.exported", administration, couple=administration.couple, release=release)
    when = administration.submitted_at or administration.saved_at
    return fhir_responses.write(
        definition,
        given,
        response_id=str(administration.pk),
        partner_id=str(administration.partner_id),
        status=STATUS[State(administration.state)],
        authored=when.isoformat() if when else None,
        audience="partner" if own else "counsellor",
        scores=None if own or administration.is_open else administration.scores,
        leave_out=[question.id for question in definition.questions if question.safety] if own else [],
        release=release,
    )
