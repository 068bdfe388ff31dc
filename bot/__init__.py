"""Xiaoer: a rule-driven first-line consultant for Chinese online shops."""
