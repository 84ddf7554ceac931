"""The directory that all tenants share: institutions, their services, and their sectors."""
