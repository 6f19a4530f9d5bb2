"""The public site of the support map: search, pages, cards."""
