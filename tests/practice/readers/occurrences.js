// Reads an iCalendar file from standard input with ical.js, as Thunderbird does, and prints every
// session as JSON: [uid, start, end] in seconds since 1970 (UTC), cancelled ones left out.
import { readFileSync } from "node:fs";
import ICAL from "./ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const table of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(table);
}

const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
const found = [];
const note = (event, start, end) => {
  if (event.component.getFirstPropertyValue("status") === "CANCELLED") return;
  found.push([event.uid, start.toUnixTime(), end.toUnixTime()]);
};

for (const event of events.filter((each) => !each.isRecurrenceException())) {
  if (!event.isRecurring()) {
    note(event, event.startDate, event.endDate);
    continue;
  }
  for (const other of events) {
    if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
  }
  const dates = event.iterator();
  for (let next = dates.next(); next; next = dates.next()) {
    const details = event.getOccurrenceDetails(next);
    note(details.item, details.startDate, details.endDate);
  }
}

found.sort((one, two) => one[1] - two[1] || (one[0] < two[0] ? -1 : 1));
console.log(JSON.stringify(found));
