"""`python -m fugong.web.cli`. The HTTP server's processes import this module again, and must not run it."""

from fugong.web.cli import main

if __name__ == "__main__":
    main()
