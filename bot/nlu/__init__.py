"""Rasa graph components that understand Chinese shoppers: one class per file."""
