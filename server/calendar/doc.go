// Package calendar writes iCalendar files (RFC 5545) that calendars subscribe to, with times by the wall clock in Norway. It
// knows nothing of what the events are about, and reads no files.
package calendar
