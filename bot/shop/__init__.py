"""Core: what the shop knows and which rules it keeps."""
