"""Does it lower mine? A trial with one person: how many pairs, in which order, and what they say."""
