"""The same as `kb build`: articles and studies of sources/ in, kb.db out. `python extract.py --help` lists options."""

import sys

from kb.cli import main

if __name__ == "__main__":
    main(args=["build", *sys.argv[1:]], prog_name="extract.py")
