"""Pages of the public site, by what people come for."""
