"""Users, memberships, relations, decide() and visible_to(): who may do what, and why."""
