#!/usr/bin/env python3
"""Makes the pictures of README.md anew, from real runs: docs/pictures/grub.png and mode13h.png are guests' screens (--screen), log.png is
the log as a terminal shows it. Debian's packages grub-pc-bin, aha, chromium, pngquant and fonts-dejavu-core, and a built kernel, must be there.

Usage: docs/pictures/make.py
"""

import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COLUMNS = 118
# What is shown: a run that is short, and has most of the log's colours.
LOG = ("run", "--guest", "protected", "--trace", "vmcall,cr,msr,cpuid,console")


def run(*words, cwd=ROOT):
    """A command that must end well."""
    subprocess.run([str(word) for word in words], cwd=cwd, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def on_terminal(command):
    """What the command's standard output shows on a terminal of COLUMNS."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm-256color"}) as process:
        os.close(theirs)
        output = b""
        try:
            while data := os.read(ours, 65536):
                output += data
        except OSError:  # the terminal's end
            pass
    os.close(ours)
    if process.returncode:
        sys.exit(f"{command} ended with {process.returncode}")
    return output.decode().replace("\r\n", "\n")


def log_picture(output):
    """The log, by aha and Chromium."""
    text = on_terminal([str(ROOT / "vitrine"), *LOG])
    shown = "\033[1m$ ./vitrine " + " ".join(LOG) + "\033[0m\n" + text
    page = subprocess.run(["aha", "--no-header", "--black"], input=shown, text=True, capture_output=True, check=True).stdout
    rows = sum(max(1, -(-len(re.sub(r"\033\[[0-9;]*m", "", line)) // COLUMNS)) for line in shown.splitlines())
    html = f"""<meta charset="utf-8"><style>
        body {{ margin: 0; background: #14161a; color: #d4d4d4 }}
        pre {{ margin: 8px; font: 13px/17px "DejaVu Sans Mono"; width: {COLUMNS}ch; white-space: pre-wrap; word-break: break-all }}
        </style><pre>{page}</pre>"""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "log.html").write_text(html, encoding="utf-8")
        run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile", f"--window-size={COLUMNS * 8 + 8},{rows * 17 + 16}",
            f"--screenshot={output}", f"file://{folder}/log.html")
    run("pngquant", "--force", "--output", output, "32", output)


def main():
    """Makes all three."""
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-B", ROOT / "tests/boot/world/images.py", "grub", f"{folder}/grub.img")
        run(ROOT / "vitrine", "run", "--no-build", "--disk", f"{folder}/grub.img", "--keys", r"ls\n", "--screen", HERE / "grub.png")
    run(ROOT / "vitrine", "run", "--no-build", HERE / "mode13h.asm", "--screen", HERE / "mode13h.png")
    log_picture(HERE / "log.png")


if __name__ == "__main__":
    main()
