"""What the commands show on a terminal; one file a command."""
