"""One offer as flat values: what forms show, proposals keep, imports bring, and actions apply."""
