"""How the platform is set up: settings from the environment, addresses, the entry for the web server."""
