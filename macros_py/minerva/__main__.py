"""`python -m minerva` is the same as the console script `minerva`."""

from minerva.cli import main

raise SystemExit(main())
