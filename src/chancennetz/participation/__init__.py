"""Taking part in the funded programme: persons, modules, hours, and the counts without persons that follow."""
