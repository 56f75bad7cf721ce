"""Plans as a whole: timelines, reports, what is late, calendars."""
