"""May I share this? Rules for passing on in versions, the answer at one moment, and what was passed on."""
