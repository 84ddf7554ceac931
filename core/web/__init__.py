"""Pages: layout, components, errors, security headers, static files, and the permission recorded on a view."""
