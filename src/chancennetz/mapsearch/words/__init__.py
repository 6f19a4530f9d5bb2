"""Search that understands how people speak: word forms, compounds, everyday words, typing errors.

`german` takes words apart, `everyday` knows what people say for what, `index` holds the offers, `query` joins them.
No database and no Django here: everything is a pure function of texts.
"""
