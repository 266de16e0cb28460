"""What training did: the heel-raise test and what it is measured against."""
