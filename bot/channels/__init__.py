"""Channels: the ways in which shoppers reach the desk, one module each."""
