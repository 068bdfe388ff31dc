"""Commands: groups of the command line that are a subject of their own; bot.cli puts them together."""
