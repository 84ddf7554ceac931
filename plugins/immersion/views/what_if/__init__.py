"""What if: a proposed round decided otherwise, compared with its proposal before anything is published."""
