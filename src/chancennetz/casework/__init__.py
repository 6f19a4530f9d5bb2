"""Counselling and case management: the case, its team, entrusted notes, the timeline and earlier versions."""
