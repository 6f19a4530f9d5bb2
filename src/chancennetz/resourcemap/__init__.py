"""The resource map (Ressourcenkarte) of a family: who and what helps, nearest first, seen by both sides."""
