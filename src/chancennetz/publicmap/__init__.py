"""The public site of the support map: pages, points on the map, cards."""
