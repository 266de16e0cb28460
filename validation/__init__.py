"""Published figures beside ours: `make validate` writes docs/validation.md."""
