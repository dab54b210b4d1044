"""A small instrument for tests of the form itself; each test changes only what it is about."""

from assessments.format.definition import Definition, parse

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


GROWN_HEAD = SMALL[: SMALL.index("[[question]]")].replace('slug = "small"', 'slug = "grown"')

GROWN = (
    GROWN_HEAD.replace("minutes = 2", "minutes = 4\nguess = true\nown_result = true\noffer_previous = true")
    + """
[[question]]
id = "areas"
kind = "grid"
text = "How often do you agree on these?"
rows = [{ id = "money", label = "Money" }, { id = "family", label = "Family" }, { id = "leisure", label = "Free time" }, { id = "faith", label = "Faith" }]
scale = "agreement"
required = true

[[question]]
id = "feelings"
kind = "pick"
text = "What do you feel most?"
most = 2
ranked = true
about = "self"
choices = [{ value = "sad", label = "Sad" }, { value = "cross", label = "Cross" }, { value = "numb", label = "Numb" }, { value = "calm", label = "Calm" }]

[[question]]
id = "softer"
kind = "long"
text = "What is under it?"
show_if = { question = "feelings", equals = ["cross", "numb"] }

[[question]]
id = "grumble"
text = "I grumble."
scale = "criticism"

[[question]]
id = "accuse"
text = "I point a finger."
scale = "criticism"

[[question]]
id = "blame_all"
text = "I say always and never."
scale = "criticism"

[[question]]
id = "sneer"
text = "I roll my eyes."
scale = "contempt"

[[question]]
id = "mock"
text = "I mock."
scale = "contempt"

[[question]]
id = "kind_words"
text = "I speak with respect."
scale = "contempt"
reverse = true

[[question]]
id = "work_a"
text = "Work takes us over."
scale = "stress"

[[question]]
id = "work_b"
text = "I bring stress home."
scale = "stress"

[[question]]
id = "play_a"
text = "We have lost our fun."
scale = "play"

[[question]]
id = "play_b"
text = "We forget how to play."
scale = "play"

[[scale]]
id = "agreement"
title = "Agreement"
higher_is = "better"
anchors = { low = "Seldom.", high = "Often." }

[[scale]]
id = "criticism"
title = "Criticism"
higher_is = "worse"
score = "list"

[[scale]]
id = "contempt"
title = "Contempt"
higher_is = "worse"
score = "list"

[[scale]]
id = "horsemen"
title = "Four hard moves"
higher_is = "worse"
of_lists = ["criticism", "contempt"]
anchors = { low = "Rare.", high = "Often." }

[[scale]]
id = "stress"
title = "Outside stress"
higher_is = "worse"
score = "rank"

[[scale]]
id = "play"
title = "Lost play"
higher_is = "worse"
score = "rank"

[[composite]]
id = "balance"
title = "Agreement less hard moves"
anchors = { low = "Hard moves lead.", high = "Agreement leads." }
plus = "agreement"
minus = "horsemen"

[[example]]
says = "all of it"
given = { areas = { money = 4, family = 4, leisure = 4 }, feelings = ["cross", "sad"], softer = "Fear", grumble = 3, accuse = 0, blame_all = 0, sneer = 0, mock = 0, kind_words = 4, work_a = 3, work_b = 3, play_a = 1, play_b = 1 }
expect = { agreement = 100, criticism = "high", contempt = "not high", horsemen = 12.5, ranked = ["stress"], balance = 87.5 }

[[example]]
says = "nothing"
expect = { agreement = "none", criticism = "none", horsemen = "none", ranked = [], balance = "none" }
hidden = ["softer"]
"""
)

SMALL_IN_SPANISH = """
slug = "small"
version = 1
language = "es"
title = "Una pequeña"
neutral_title = "Algunas preguntas"
purpose = "Para pruebas."
time_frame = "En las últimas dos semanas"
limits = "No dice nada."

[choices]
0 = "Casi nunca"
1 = "De vez en cuando"
2 = "La mitad del tiempo"
3 = "A menudo"
4 = "Casi siempre"

[question.notices]
text = "Mi pareja nota cuando busco compañía."

[question.joins]
text = "Mi pareja se suma."

[question.brushed_off]
text = "Me dejan de lado."

[question.listens]
text = "Mi pareja escucha."
"""


def grown() -> Definition:
    """A grid, a ranked pick, item lists that are also scored together, facets, and a difference."""
    return parse(GROWN)


def small() -> Definition:
    """Four questions on one scale, the third told the other way round."""
    return parse(SMALL)


def every_kind() -> Definition:
    """One question of each kind, two of them waiting for an answer."""
    return parse(EVERY_KIND)
