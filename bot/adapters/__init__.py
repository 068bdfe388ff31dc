"""Adapters: the outside neighbours that we call, one module each."""
