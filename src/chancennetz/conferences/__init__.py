"""Case conferences: who sits at the table, who may know what, what each party reads."""
