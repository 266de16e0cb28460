"""When to remind, and how: `rules` decides (pure), `calendar` writes a feed, `outgoing` sends to an address."""
