"""The roof: settings, addresses, command line, server start, backups."""
