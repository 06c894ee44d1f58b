"""What shows the platform to whoever looks for the first time: a timetable of stories; people and cases, invented."""
