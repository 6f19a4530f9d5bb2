"""Pages of those who lead case conferences."""
