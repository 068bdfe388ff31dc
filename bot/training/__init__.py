"""The trainer's craft: measuring what the bot understands, and which model is live."""
