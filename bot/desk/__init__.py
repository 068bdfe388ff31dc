"""Human service: who speaks in a conversation, the queue, and what was said."""
