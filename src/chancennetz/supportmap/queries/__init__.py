"""Reading the support map. Nothing in here ever returns the address or position of a confidential place."""
