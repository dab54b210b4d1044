// Prints what node-ical finds in a file: [uid, start, end, title, cancelled]. It takes its clock changes from node.
import { readFileSync } from "node:fs";
import ical from "../vendor/node-ical.cjs";

const range = { from: new Date("2024-01-01T00:00:00Z"), to: new Date("2031-01-01T00:00:00Z") };
const found = [];
for (const event of Object.values(ical.sync.parseICS(readFileSync(process.argv[2], "utf8")))) {
  if (event.type !== "VEVENT") continue;
  for (const { start, end, summary, event: item } of ical.expandRecurringEvent(event, range)) {
    found.push([event.uid, start / 1000, end / 1000, summary, item.status === "CANCELLED"]);
  }
}
console.log(JSON.stringify(found));
