"""The support map: what organisations offer, where, when, for whom and in which languages."""
