"""What a sentence names, found by rules: one kind of thing per file, each a pure function over the text."""
