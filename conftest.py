"""What every test may use, in the rooms and in tests/. Settings see by themselves that tests run (core.env.testing)."""

pytest_plugins = ["ground.browser", "ground.cast"]
