"""All that Bo may do, and that may be done about Bo alone, without anybody but the counsellor being able to tell.

Each deed stands by itself, so that any of them may be done, in any order. What the counsellor does for both is not
among them: it is the same in every world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from api.models import PersonalToken
from assessments import administering, closing, planning, rating, sending
from assessments.format.batteries import Part
from assessments.models import Administration
from assessments.safety import asking, holding, reviewing
from assessments.safety.models import SafetyAlert, SafetyAnswers, SafetyScreen
from homework import entering, revealing
from homework.models import Assignment, Entry, EntryPart
from practice import noting, reaching, scheduling
from practice.access import Viewer, viewer_for
from practice.calendar import feeds
from practice.models import ContactCard, TherapySession
from reports import issuing
from tests.access.world import World
from tests.factories import homework as tries
from tests.factories import reports as sets

Deed = Callable[[World, Viewer, Viewer], None]


def live_through(world: World, deeds: Iterable[Deed]) -> None:
    """Do these as they are done in life, through the verbs."""
    bo = viewer_for(world.rows["bo"].user)
    ana = viewer_for(world.rows["ana"].user, second_factor=True)
    for deed in deeds:
        deed(world, bo, ana)


def _days_ago(number: int) -> Any:
    return timezone.now().date() - timedelta(days=number)


def _write(world: World, bo: Viewer, days_ago: int, **how: Any) -> Entry:
    assignment = Assignment.unscoped.get(pk=world.ids["assignment"])
    parts = {"noticed": "You made tea."}
    return entering.write(assignment, world.rows["bo"], _days_ago(days_ago), parts, by=bo, **how)


def keeps_an_entry(world: World, bo: Viewer, ana: Viewer) -> None:
    _write(world, bo, 0)


def tells_the_counsellor_and_changes_it(world: World, bo: Viewer, ana: Viewer) -> None:
    told = _write(world, bo, 5, audience="counsellor")
    entering.rewrite(told, {"noticed": "Quieter."}, by=bo)


def deletes_an_entry(world: World, bo: Viewer, ana: Viewer) -> None:
    entering.discard(_write(world, bo, 6), by=bo)


def leaves_a_day_out(world: World, bo: Viewer, ana: Viewer) -> None:
    assignment = Assignment.unscoped.get(pk=world.ids["assignment"])
    entering.skip(assignment, world.rows["bo"], _days_ago(7), "pressure", by=bo)


def shares_and_takes_back(world: World, bo: Viewer, ana: Viewer) -> None:
    kept = _write(world, bo, 8, audience="partner")
    revealing.take_back_entry(kept, by=bo)
    assert EntryPart.unscoped.filter(entry=kept, taken_back_at__isnull=False).exists()


def has_just_shared(world: World, bo: Viewer, ana: Viewer) -> None:
    """What settles still has not arrived."""
    _write(world, bo, 9, audience="partner")


def takes_back_what_settles(world: World, bo: Viewer, ana: Viewer) -> None:
    revealing.take_back_entry(Entry.unscoped.get(pk=world.ids["settling"]), by=bo)


def answers_a_form(world: World, bo: Viewer, ana: Viewer) -> None:
    form = Administration.unscoped.get(pk=world.ids["draft"])
    first = administering.questions(form)[0].id
    administering.save_answer(form, {first: {"declined": True}}, by=bo)


def sends_a_form(world: World, bo: Viewer, ana: Viewer) -> None:
    form = sending.send(world.rows["couple"], world.rows["bo"], "turning-toward", by=ana)
    answers = {question.id: {"declined": True} for question in administering.questions(form)}
    administering.submit(form, changes=answers, by=bo)


def has_a_form_taken_back(world: World, bo: Viewer, ana: Viewer) -> None:
    form = sending.send(world.rows["couple"], world.rows["bo"], "turning-toward", by=ana)
    closing.void(form, by=ana, reason="Not this week.")


def would_rather_not(world: World, bo: Viewer, ana: Viewer) -> None:
    form = sending.send(world.rows["couple"], world.rows["bo"], "turning-toward", by=ana)
    closing.decline(form, by=bo, reason="Too much just now.")


def is_asked_again_and_again(world: World, bo: Viewer, ana: Viewer) -> None:
    planning.set_up(
        world.rows["couple"],
        [Part("forgotten-four")],
        by=ana,
        partner=world.rows["bo"],
        kind="weeks",
        every_weeks=1,
    )


def says_that_something_is_wrong(world: World, bo: Viewer, ana: Viewer) -> None:
    """The private questions answered; an alert raised and taken on; a review that speaks against joint work."""
    screen = _open_screen(world)
    for asked in asking.asked(screen, by=bo):
        if asked.question.id != "afraid":
            asking.answer(screen, asked.question.id, {"declined": True}, by=bo)
    asking.answer(screen, "afraid", "yes", by=bo)
    asking.send(screen, by=bo)
    alert = SafetyAlert.unscoped.filter(screen=screen).first()
    assert alert is not None
    reviewing.acknowledge(alert, "Called Bo.", by=ana)
    reviewing.record_review(screen, "hold", by=ana, note="No joint work for now.")


def begins_to_say_something(world: World, bo: Viewer, ana: Viewer) -> None:
    """One answer that alerts, in questions that are never sent."""
    if _open_screen(world).state == SafetyScreen.State.OPEN:
        asking.answer(_open_screen(world), "afraid", "yes", by=bo)


def is_the_reason_for_a_hold(world: World, bo: Viewer, ana: Viewer) -> None:
    """It stands in the way of the counsellor's next step, and of nothing that is there already."""
    holding.place(world.rows["couple"], "After what Bo said.", by=ana)


def _open_screen(world: World) -> SafetyScreen:
    """Bo's open questions, without the planted word, which is no answer that anybody could give."""
    screen = SafetyScreen.unscoped.get(pk=world.ids["open screen"])
    held = SafetyAnswers.unscoped.get(pk=screen.pk)
    if screen.state == SafetyScreen.State.OPEN:
        held.given = {}
        held.save(update_fields=["given"])
    return screen


def is_seen_alone(world: World, bo: Viewer, ana: Viewer) -> None:
    for number in range(3):
        starts = datetime(2026, 12, 1 + number, 15)
        scheduling.book(
            world.rows["couple"], starts=starts, minutes=50, by=ana, attendees=[world.rows["bo"]], anyway=True
        )


def moves_a_session_alone(world: World, bo: Viewer, ana: Viewer) -> None:
    alone = TherapySession.unscoped.get(pk=world.ids["session"])
    if alone.state == TherapySession.State.BOOKED:
        scheduling.move(alone, starts=datetime(2026, 12, 7, 9), minutes=50, by=ana, anyway=True)


def has_a_session_called_off(world: World, bo: Viewer, ana: Viewer) -> None:
    scheduling.cancel(TherapySession.unscoped.get(pk=world.ids["session"]), by=ana)


def is_written_about(world: World, bo: Viewer, ana: Viewer) -> None:
    noting.write(
        couple=world.rows["couple"], kind="individual", partner=world.rows["bo"], body="Careful.", by=ana
    )


def is_rated(world: World, bo: Viewer, ana: Viewer) -> None:
    given = {"stage": 2, "step": 5, "seen_and_heard": "Spoke of it first."}
    rating.rate(world.rows["couple"], world.rows["bo"], given, by=ana)


def is_given_a_report(world: World, bo: Viewer, ana: Viewer) -> None:
    """One more of Bo's own, given to Bo; and one that was a slip."""
    for step in ("Rest.", "Slip."):
        report = sets.issued(world.rows["couple"], "partner", world.rows["bo"], by=ana, next_step=step)
        issuing.share(report, world.rows["bo"], by=ana)
    issuing.void(report, "A slip.", by=ana)


def tries_something_alone(world: World, bo: Viewer, ana: Viewer) -> None:
    """Straight into the rows: with all else that runs in these worlds, a guard would rightly hold it back."""
    facts = {"for_partner": world.rows["bo"], "reason": "For you.", "set_at": timezone.now()}
    tries.AssignmentFactory(couple=world.rows["couple"], exercise=tries.exercise(tries.SELF), **facts)


def moves_house(world: World, bo: Viewer, ana: Viewer) -> None:
    user = world.rows["bo"].user
    user.email = "elsewhere@example.org"
    user.save()
    card: Any = ContactCard.unscoped.get(pk=world.ids["card"])
    reaching.change(card, by=bo, may_mail=False, phone="0123", words="Never at home.")


def lets_other_programs_in(world: World, bo: Viewer, ana: Viewer) -> None:
    user = world.rows["bo"].user
    feeds.make(user, by=bo)
    PersonalToken.unscoped.create(user, label="another", scopes=["me:read"])


# Known to whoever books sessions and looks after sign-ins: the front desk and the owner.
KNOWN_AT_THE_DESK: tuple[Deed, ...] = (is_seen_alone, moves_a_session_alone, has_a_session_called_off)
ABOUT_SAFETY: tuple[Deed, ...] = (
    begins_to_say_something,
    says_that_something_is_wrong,
    is_the_reason_for_a_hold,
)
DEEDS: tuple[Deed, ...] = (
    keeps_an_entry,
    tells_the_counsellor_and_changes_it,
    deletes_an_entry,
    leaves_a_day_out,
    shares_and_takes_back,
    has_just_shared,
    takes_back_what_settles,
    answers_a_form,
    sends_a_form,
    has_a_form_taken_back,
    would_rather_not,
    is_asked_again_and_again,
    *ABOUT_SAFETY,
    *KNOWN_AT_THE_DESK,
    is_written_about,
    is_rated,
    is_given_a_report,
    tries_something_alone,
    moves_house,
    lets_other_programs_in,
)
