"""Custom actions: what the bot does when it does more than speak."""
