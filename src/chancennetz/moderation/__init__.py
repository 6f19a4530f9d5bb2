"""Leading a case conference: planned, prepared, invited, held, minutes handed over, closed; its tasks."""
