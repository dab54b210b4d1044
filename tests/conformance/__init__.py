"""Other programs read our calendars: do they find every session where a plain reckoning puts it?"""
