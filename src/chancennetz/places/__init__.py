"""Areas of every level with geometry and history."""
