"""Tasks, appointments and reminders; they know their owner by an opaque reference."""
