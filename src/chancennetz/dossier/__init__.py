"""Letters, prints and the whole file for the person (Art. 15 DSGVO)."""
