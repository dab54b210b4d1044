"""A small instrument for tests of the form itself; each test changes only what it is about."""

from assessments.definition import Definition, parse

SMALL = """
slug = "small"
version = 1
title = "A small one"
neutral_title = "Some questions"
purpose = "For tests."
time_frame = "In the past two weeks"
tradition = "general"
validated = false
source = "Own wording."
limits = "Says nothing."
minutes = 2
choices = [
  { value = 0, label = "Hardly ever" },
  { value = 1, label = "Now and then" },
  { value = 2, label = "About half the time" },
  { value = 3, label = "Often" },
  { value = 4, label = "Nearly always" },
]

[[question]]
id = "notices"
text = "My partner notices when I want company."
scale = "turning_toward"

[[question]]
id = "joins"
text = "My partner joins in."
scale = "turning_toward"

[[question]]
id = "brushed_off"
text = "I am brushed off."
scale = "turning_toward"
reverse = true

[[question]]
id = "listens"
text = "My partner listens."
scale = "turning_toward"

[[scale]]
id = "turning_toward"
title = "Turning toward"
higher_is = "better"
anchors = { low = "Hardly met.", high = "Met." }

[[example]]
says = "warm on every question"
given = { notices = 4, joins = 4, brushed_off = 0, listens = 4 }
expect = { turning_toward = 100 }
"""

HEAD = SMALL[: SMALL.index("choices = [")]

EVERY_KIND = (
    HEAD
    + """
[[question]]
id = "pick"
text = "Pick one."
required = true
choices = [{ value = "yes", label = "Yes" }, { value = "no", label = "No" }]

[[question]]
id = "why"
text = "Why?"
kind = "long"
show_if = { question = "pick", equals = "yes" }

[[question]]
id = "several"
text = "Pick some."
kind = "multi"
max = 2
choices = [{ value = "a", label = "A" }, { value = "b", label = "B" }, { value = "c", label = "C" }]

[[question]]
id = "about_b"
text = "Why B?"
kind = "text"
show_if = { question = "several", equals = "b" }

[[question]]
id = "years"
text = "How many years?"
kind = "number"
min = 0
max = 80

[[question]]
id = "since"
text = "Since when?"
kind = "date"
min = "1950-01-01"
max = "2026-12-31"
with_previous = true

[[question]]
id = "price"
text = "How much?"
kind = "number"
whole = false

[[question]]
id = "consent"
text = "Is this you?"
required = true
declinable = false
choices = [{ value = 1, label = "Yes" }, { value = 0, label = "No" }]

[[question]]
id = "short"
text = "In a line."
kind = "text"
"""
)


def small() -> Definition:
    """Four questions on one scale, the third told the other way round."""
    return parse(SMALL)


def every_kind() -> Definition:
    """One question of each kind, two of them waiting for an answer."""
    return parse(EVERY_KIND)
