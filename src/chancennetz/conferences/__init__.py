"""Case conferences: parties, agenda, minutes, anonymised mode."""
