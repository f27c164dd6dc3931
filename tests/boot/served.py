"""`./vitrine`, whose runs are taken from a folder of logs where they are there: tools/frontend/kept.py.

Usage: served.py FOLDER COMMAND…
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

from frontend import kept  # noqa: E402: the path comes first

sys.exit(kept.serve(pathlib.Path(sys.argv[1]), sys.argv[2:]))
