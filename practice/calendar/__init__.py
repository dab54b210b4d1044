"""From sessions to calendars: wall times and their rules, the lines of a calendar file, and each person's own feed."""
