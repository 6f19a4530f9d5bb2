"""Who leads a family, and how that changes: handover, deputies, transfer to another organisation."""
