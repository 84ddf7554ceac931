"""The whole contract between the core and a module: frozen values, events, and the hooks with their dispatcher."""
