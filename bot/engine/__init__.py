"""What makes Rasa fast and safe to run."""
