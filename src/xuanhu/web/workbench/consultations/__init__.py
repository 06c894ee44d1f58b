"""Consultations: the day's appointments, a slot to be booked, the doctor's page with the talk and the advice."""
