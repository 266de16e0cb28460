"""A virtual meal with and without push-ups: Dalla Man 2007 with contraction-driven uptake."""
