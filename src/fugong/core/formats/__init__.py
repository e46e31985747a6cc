"""How each language writes days and moments: Django takes these before its own (`settings.FORMAT_MODULE_PATH`)."""
