"""The pages about accounts: signing in, one's own account, people with access, emergencies, the rules in words."""
