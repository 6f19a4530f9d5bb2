"""Keeping the map true: proposals, reports of visitors, reviews, links, what stands twice, tables of offers."""
