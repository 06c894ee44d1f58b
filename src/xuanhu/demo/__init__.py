"""What Xuanhu does, shown on a screen: the handbooks' stories played as a timetable, and the booklets written."""
