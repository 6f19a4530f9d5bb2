"""The support map: organisations' offers, places, opening hours, HSDS in and out."""
