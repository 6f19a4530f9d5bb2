"""What is read of case conferences: the inbox of an invited office, papers, the calendar file."""
