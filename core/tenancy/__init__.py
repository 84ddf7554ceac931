"""Tenants, consortia and territories, and the unit in which every act is done."""
