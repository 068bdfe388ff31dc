"""What a person of the shop may do to an order: one module per matter; the classes in them are found by their key."""
