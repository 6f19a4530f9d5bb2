"""Consents and releases in the browser and on paper: giving, signing, withdrawing, the sheets and their wordings."""
