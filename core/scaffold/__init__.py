"""A new module, written from a template: every door, with a table, a list, a form, a letter, a job, and their tests."""
