"""`python -m heard` is the command line."""

from heard.app.cli import main

main()
