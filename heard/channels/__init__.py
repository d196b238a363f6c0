"""Networks and our accounts on them: one contract, one adapter a network, one registry."""
