"""Pages of putting right: the desk's lists, one case, the enterprise's phone, the leader's decision, the public check."""
