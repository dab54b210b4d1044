"""What recurring-ical-events finds in a file."""

import sys
from pathlib import Path

import recurring_ical_events
from icalendar import Calendar
from told import SINCE, UNTIL, in_words, tell

calendar = Calendar.from_ical(Path(sys.argv[1]).read_bytes())
tell(in_words(event) for event in recurring_ical_events.of(calendar).between(SINCE, UNTIL))
