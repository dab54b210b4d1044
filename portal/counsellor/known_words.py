"""Numbers about homework in sentences for the counsellor: what is known, what is too few, and from how much. No verdicts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from homework.knowing.bids import Balance
from homework.knowing.ledger import Counts
from homework.knowing.measuring import Counted, Measured
from homework.knowing.ratio import Ratio
from homework.knowing.shown import Hidden, Mean, Rate
from homework.knowing.thaw import Thaw
from homework.models import Entry

WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)
RESPONSES = {
    "toward": gettext_lazy("taken up"),
    "away": gettext_lazy("left lying"),
    "against": gettext_lazy("something sharp"),
    "missed": gettext_lazy("not seen"),
}
SLOTS = {
    "trigger": gettext_lazy("It starts with"),
    "my_move": gettext_lazy("Then I"),
    "tell_myself": gettext_lazy("I tell myself"),
    "underneath": gettext_lazy("Underneath"),
    "need": gettext_lazy("What I need"),
}


def reason_words(reason: str) -> str:
    """A reason for leaving a day out, in the words that the partner picked."""
    labels = dict(Entry.SkipReason.choices)
    return str(labels.get(reason, reason))


def hidden_words(hidden: Hidden | None) -> str:
    """Why a number is not shown, with how many there are."""
    if hidden is None:
        return ""
    numbers = {"have": hidden.have, "need": hidden.need}
    match hidden.why:
        case "too_few_entries":
            return _("Too few yet: %(have)d of %(need)d entries.") % numbers
        case "too_few_days":
            return _("Too few yet: %(have)d of %(need)d days.") % numbers
        case "too_short":
            return _("Too short yet: %(have)d of %(need)d days from first to last.") % numbers
        case "too_few_negatives":
            return _("Too few to divide by: %(have)d of %(need)d hard moments.") % numbers
        case "too_few_pairs":
            return _("Too few yet: %(have)d of %(need)d moments that both noted.") % numbers
        case "all_alike":
            return _("All alike, so agreement can’t be told from chance.")
        case _nothing_planned:
            return _("Nothing is planned.")


def percent(share: float) -> str:
    return f"{round(share * 100)} %"


def rate_words(rate: Rate) -> str:
    """ "8 of 14, 57 % (33 to 79 %)", or the count with why there is no share."""
    count = _("%(count)d of %(of)d") % {"count": rate.count, "of": rate.of}
    if rate.share is None or rate.low is None or rate.high is None:
        return f"{count}. {hidden_words(rate.hidden)}"
    return _("%(count)s, %(share)s (%(low)d to %(high)d %%)") % {
        "count": count,
        "share": percent(rate.share),
        "low": round(rate.low * 100),
        "high": round(rate.high * 100),
    }


def mean_words(mean: Mean) -> str:
    """How something landed, 0 to 4."""
    if mean.value is None:
        return hidden_words(mean.hidden)
    return ngettext("%(value).1f of 4 from %(n)d entry", "%(value).1f of 4 from %(n)d entries", mean.n) % {
        "value": mean.value,
        "n": mean.n,
    }


def ledger_words(giver: str, other: str, counts: Counts) -> str:
    """One direction in one sentence, symmetric in both names."""
    return _(
        "%(giver)s noted %(given)d given, %(other)s noted %(noticed)d that reached them; %(matched)d of these are the same moment."
    ) % {
        "giver": giver,
        "other": other,
        "given": counts.given,
        "noticed": counts.noticed,
        "matched": counts.given_and_noticed,
    }


def ratio_words(ratio: Ratio) -> str:
    if ratio.ratio is None:
        return hidden_words(ratio.hidden)
    return _("%(ratio).1f to 1") % {"ratio": ratio.ratio}


def agreement_words(balance: Balance) -> str:
    """How far both tell the same story of the same moments."""
    found = balance.agreement
    if not found.pairs:
        return _("No moment was noted by both yet.")
    both = ngettext(
        "Both noted %(n)d moment; they tell it alike in %(agreed)d.",
        "Both noted %(n)d moments; they tell them alike in %(agreed)d.",
        found.pairs,
    ) % {"n": found.pairs, "agreed": found.agreed}
    if found.kappa is None:
        return f"{both} {hidden_words(found.hidden)}"
    return _("%(both)s Kappa %(kappa).2f.") % {"both": both, "kappa": found.kappa}


def thaw_words(thaw: Thaw) -> str:
    """Where one partner's days are going, or why that cannot be said."""
    if thaw.per_four_weeks is None:
        return hidden_words(thaw.hidden)
    way = {
        "up": _("going up"),
        "down": _("going down"),
        "unclear": _("no clear way yet; chance alone could have made it"),
    }[thaw.direction or "unclear"]
    return _("%(step)+.1f steps in four weeks: %(way)s") % {"step": thaw.per_four_weeks, "way": way}


def days_words(weekdays: str) -> str:
    """ "every day", or the days by name."""
    if len(weekdays) == len(WEEKDAYS):
        return _("any day")
    return ", ".join(
        str(WEEKDAYS[int(day)]) for day in weekdays if day.isdecimal() and int(day) < len(WEEKDAYS)
    )


def counted_words(measured: Measured, one: Counted) -> str:
    """One partner's number of a measure with what it rests on."""
    unit = measured.measure.unit
    if not one.n:
        return "–"
    if one.value is None:
        return hidden_words(one.hidden)
    match measured.measure.how:
        case "share":
            told = percent(one.value)
            if one.low is not None and one.high is not None:
                told += f" ({round(one.low * 100)}–{round(one.high * 100)})"
            return _("%(told)s, n %(n)d") % {"told": told, "n": one.n}
        case "mean":
            return _("%(value).1f %(unit)s, n %(n)d") % {"value": one.value, "unit": unit, "n": one.n}
        case "days":
            return _("%(n)d, %(value).1f a week") % {"n": one.n, "value": one.value}
        case _sum:
            return _("%(value).0f %(unit)s a week, n %(n)d") % {"value": one.value, "unit": unit, "n": one.n}
