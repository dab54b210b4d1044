// Prints what ical.js, the reader inside Thunderbird, finds in a file: [uid, start, end, title, cancelled].
import { readFileSync } from "node:fs";
import ICAL from "../../practice/readers/ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
for (const table of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(table);
}

const parts = calendar.getAllSubcomponents("vevent");
const uid = (part) => part.getFirstPropertyValue("uid");
const isException = (part) => part.hasProperty("recurrence-id");
// Left to itself, ICAL.Event takes the exceptions of every series in the file for its own.
const series = parts.filter((part) => !isException(part)).map((part) => {
  const exceptions = parts.filter((other) => isException(other) && uid(other) === uid(part));
  return new ICAL.Event(part, { exceptions, strictExceptions: true });
});

const found = [];
const note = (item, start, end) => {
  const cancelled = item.component.getFirstPropertyValue("status") === "CANCELLED";
  found.push([item.uid, start.toUnixTime(), end.toUnixTime(), item.summary, cancelled]);
};
for (const event of series) {
  if (!event.isRecurring()) {
    note(event, event.startDate, event.endDate);
    continue;
  }
  const dates = event.iterator();
  for (let next = dates.next(); next; next = dates.next()) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    note(item, startDate, endDate);
  }
}
console.log(JSON.stringify(found));
