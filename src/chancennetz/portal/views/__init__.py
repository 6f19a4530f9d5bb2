"""Pages of the portal, by what people come for."""
