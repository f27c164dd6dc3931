"""The page of `./vitrine explain --page`, in a browser: it says of each case what the program says, and opens no connection."""

import html
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

from .support import ROOT, vitrine
from .test_explain_cases import CASES, TABLE, explained

PAGE = ROOT / "docs" / "explain" / "index.html"
# Put into the page as one who reads it would act, and what it comes to into an element that Chromium prints.
ACTOR = """<pre id="results"></pre><script>
(async () => {
  const results = [];
  for (const [dump, caps] of @CASES@) {
    at("dump").value = dump;
    at("caps").value = caps;
    const status = await read();
    results.push({ status, lines: at("lines").textContent, verdict: at("verdict").textContent, causes: at("causes").children.length });
  }
  const blocked = await fetch("@ADDRESS@").then(() => false, () => true);
  const image = await new Promise((done) => { const one = new Image(); one.onload = () => done(false); one.onerror = () => done(true); one.src = "@ADDRESS@"; });
  at("results").textContent = JSON.stringify({ results, blocked, image });
})();
</script></body>"""


class Silent(http.server.BaseHTTPRequestHandler):
    """Counts who asks."""

    asked = 0

    def do_GET(self):  # pylint: disable=invalid-name
        """Of any path."""
        Silent.asked += 1
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()

    def log_message(self, format, *arguments):  # pylint: disable=redefined-builtin
        """Says nothing."""


def in_browser(page):
    """The text of the element `results` once the page has ended its work."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run([shutil.which("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}",
                               "--virtual-time-budget=120000", "--dump-dom", page.as_uri()], check=False, capture_output=True, text=True, timeout=300)
    found = re.search(r'<pre id="results">(.*?)</pre>', done.stdout, re.DOTALL)
    return html.unescape(found[1]) if found else done.stdout[-2000:] + done.stderr[-2000:]


class Built(unittest.TestCase):
    """What the build makes."""

    def test_it_is_one_file(self):
        done = vitrine("explain", "--page", timeout=900)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("docs/explain/index.html", done.stdout)
        page = PAGE.read_text(encoding="utf-8")
        self.assertIn("default-src 'none'", page)
        self.assertEqual(re.findall(r"""(?:src|href)\s*=|https?://|@import|url\(""", page), [])
        self.assertLess(len(page), 500_000)


class Browser(unittest.TestCase):
    """What a reader of the page sees."""

    @unittest.skipUnless(shutil.which("chromium"), "no Chromium")
    def test_each_case(self):
        vitrine("explain", "--page", timeout=900)
        vitrine("explain", CASES / TABLE[0][0], timeout=900)  # builds the program
        texts = [[(CASES / name).read_text(encoding="utf-8"), (CASES / words[1]).read_text(encoding="utf-8") if words else ""] for name, words, *_ in TABLE]
        with http.server.HTTPServer(("127.0.0.1", 0), Silent) as server, tempfile.TemporaryDirectory() as folder:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            actor = ACTOR.replace("@CASES@", json.dumps(texts).replace("<", "\\u003c")).replace("@ADDRESS@", f"http://127.0.0.1:{server.server_port}/")
            page = pathlib.Path(folder, "page.html")
            page.write_text(PAGE.read_text(encoding="utf-8").replace("</body>", actor), encoding="utf-8")
            text = in_browser(page)
            server.shutdown()
        self.assertTrue(text.startswith("{"), text)
        told = json.loads(text)
        self.assertTrue(told["blocked"] and told["image"])
        self.assertEqual(Silent.asked, 0)
        self.assertEqual(len(told["results"]), len(TABLE))
        for (name, words, status, certain, conditional, _), got in zip(TABLE, told["results"]):
            with self.subTest(name):
                lines, _ = explained(name, *words)
                self.assertEqual(got["status"], status, got)
                self.assertEqual([re.sub(r' detail="the text"', f" detail={name}", line) for line in got["lines"].splitlines()], lines)
                self.assertNotEqual(got["verdict"], "")
                if status != 104 and "amd" not in name:
                    self.assertEqual(got["causes"], len(certain) + len(conditional))


if __name__ == "__main__":
    unittest.main()
