"""Pages of the staff: offers, their places and texts, upkeep, imports."""
