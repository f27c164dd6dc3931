"""A guest with a PC: its disks, keys and screen, as the front end gives and takes them."""

import os
import select
import shutil
import struct
import subprocess
import sys
import time
import unittest
import zlib

from frontend import disks, keys, picture, records
from frontend.status import Failure

from .support import Folder, ROOT, VITRINE, vitrine
from .test_frontend import NO_BOCHS

# A boot sector that ends with HLT and interrupts off after these instructions.
MODE_13H = """bits 16
org 0x7c00
mov ax, 0x13
int 0x10
mov ax, 0xa000
mov es, ax
mov byte [es:320 * 10 + 20], 4
cli
hlt
times 510 - ($ - $$) db 0
dw 0xaa55
"""
WRITES_SECTOR = """bits 16
org 0x7c00
mov ax, 0x0301
mov cx, 3
mov dh, 0
mov bx, 0x7c00
int 0x13
cli
hlt
times 510 - ($ - $$) db 0
dw 0xaa55
times 4 * 512 db 0x11
"""
ECHOES = """bits 16
org 0x7c00
next: mov ah, 0
int 0x16
mov ah, 0x0e
int 0x10
cmp al, 13
jne next
cli
hlt
times 510 - ($ - $$) db 0
dw 0xaa55
"""


def record(kind, payload):
    """A record as the second serial line has it."""
    head = struct.pack("<4sB3xI", b"VREC", kind, len(payload))
    return head + payload + struct.pack("<I", zlib.crc32(head + payload))


END = record(records.END, b"")


def pixels(png):
    """(width, height, rows of RGB bytes) of a PNG that picture.py wrote."""
    chunks, place = {}, 8
    while place < len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        chunks[kind] = png[place + 8:place + 8 + length]
        place += length + 12
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    data = zlib.decompress(chunks[b"IDAT"])
    return width, height, [data[row * (3 * width + 1) + 1:(row + 1) * (3 * width + 1)] for row in range(height)]


class Records(unittest.TestCase):
    """What comes over the second serial line."""

    def test_sectors_go_where_they_belong(self):
        sector = record(records.SECTORS, struct.pack("<B3xIQ", 0x80, 1, 1) + b"\x55" * 512)
        made = records.read(sector + record(records.SCREEN, b"shown") + END)
        self.assertEqual(made.screen, b"shown")
        self.assertEqual(records.apply(bytes(1536), made.sectors), bytes(512) + b"\x55" * 512 + bytes(512))

    def test_a_short_image_grows_by_what_was_written(self):
        self.assertEqual(records.apply(b"\x11" * 512, [(2, b"\x22" * 512)]), b"\x11" * 512 + bytes(512) + b"\x22" * 512)

    def test_each_guest_ends_its_own(self):
        self.assertEqual(records.read(record(records.SCREEN, b"one") + END + record(records.SCREEN, b"two") + END).screen, b"two")

    def test_what_is_not_whole_is_refused(self):
        good = record(records.SCREEN, b"shown")
        for data, said in ((b"", "the end is missing"), (good, "the end is missing"), (good[:-1], "a record is cut"),
                           (good[:5], "head is cut"), (b"x" * 20, "no record begins at byte 0"), (good[:12] + b"S" + good[13:], "checksum"),
                           (END + b"x", "head is cut"), (END + good, "the end is missing"),
                           (record(records.SECTORS, struct.pack("<B3xIQ", 0, 2, 0) + bytes(512)) + END, "another length")):
            with self.assertRaises(Failure) as raised:
                records.read(data)
            self.assertIn(said, raised.exception.message)


class Scripts(unittest.TestCase):
    """The text of --keys."""

    def test_escapes(self):
        self.assertEqual(keys.unescape(r"dir\n\t\e\x41\\{up}\""), 'dir\n\t\x1bA\\{up}"')

    def test_what_means_nothing_is_refused(self):
        for text in (r"\q", r"\x4", r"\xg0", "\\"):
            with self.assertRaises(Failure) as raised:
                keys.unescape(text)
            self.assertEqual(raised.exception.status, 107)


class Pictures(unittest.TestCase):
    """PNGs of snapshots."""

    def snapshot(self, mode, text, size, columns=0, rows=0, width=0, height=0, character=16, bits=0, memory=b"", cursor=(0xFFFF, 0)):
        """Its bytes; the DAC's colour n is (n, 0, 0) in six bits, the palette is 0 to 15."""
        dac = b"".join(bytes((min(index, 63), 0, 0)) for index in range(256))
        return struct.pack("<4sHBBHHHHBBHHHB21s768sHI", b"VSCR", 1, mode, text, columns, rows, width, height, character, bits, 0x0D0E, *cursor, 1,
                           bytes(range(16)) + bytes(5), dac, 0, size) + memory.ljust(size, b"\0")

    def test_256_colours(self):
        width, height, rows = pixels(picture.draw(self.snapshot(0x13, 0, 64000, width=320, height=200, bits=8, memory=b"\0" * 321 + b"\x3f")))
        self.assertEqual((width, height), (640, 400), "each pixel is two by two, as on the display")
        self.assertEqual(rows[2][6:15], b"\xff\0\0" * 2 + b"\0\0\0")
        self.assertEqual(rows[3], rows[2])

    def test_text(self):
        cells = b"\xdb\x04" + b" \x04" * 79
        width, height, rows = pixels(picture.draw(self.snapshot(3, 1, 4000, columns=80, rows=25, memory=cells, cursor=(0, 1))))
        self.assertEqual((width, height), (640, 400))
        red = bytes((4 << 2, 0, 0))
        self.assertEqual(rows[0][:27], red * 8 + b"\0\0\0", "a full block, then a blank")
        self.assertEqual(rows[14][24:48], red * 8, "the cursor")
        self.assertEqual(rows[15][24:48], bytes(24))

    def test_40_columns_are_as_wide_as_80(self):
        width, height, rows = pixels(picture.draw(self.snapshot(1, 1, 2000, columns=40, rows=25, memory=b"\xdb\x04" + b" \x04" * 39)))
        self.assertEqual((width, height), (640, 400))
        self.assertEqual(rows[0][:51], bytes((4 << 2, 0, 0)) * 16 + bytes(3))

    def test_a_cut_one_is_refused(self):
        for data in (b"", self.snapshot(3, 1, 4000, columns=80, rows=25)[:-1], b"X" + self.snapshot(3, 1, 4, columns=1, rows=1)[1:]):
            with self.assertRaises(Failure):
                picture.draw(data)


class Refusals(Folder):
    """What can't be."""

    def refused(self, status, pattern, *words):
        """Runs the words, which must be refused with that status and a message that matches."""
        done = vitrine("run", "--no-build", *words)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertRegex(done.stderr, pattern)
        self.assertNotIn("Traceback", done.stderr)

    def test_disks(self):
        good = self.write("good.img", bytes(512))
        self.refused(104, "there is no disk image", "--disk", self.folder / "none.img")
        self.refused(104, "is empty", "--disk", self.write("empty.img", b""))
        self.refused(104, "is no file", "--disk", self.folder)
        with open(self.folder / "huge.img", "wb") as file:
            file.truncate(disks.LARGEST + 512)
        self.refused(104, "at most 256 MiB", "--disk", self.folder / "huge.img")
        self.refused(107, "at most 4", *["--disk", good] * 5)
        self.refused(107, "a bare machine", "--disk", good, "--platform", "bare")

    def test_combinations(self):
        sector = self.write("sector.bin", bytes(510) + b"\x55\xaa")
        self.refused(107, "not both", sector, "--disk", sector)
        self.refused(107, "not both", sector, "--keys", "a", "--keys-file", sector)
        self.refused(107, "not both", sector, "--live", "--keys", "a")
        self.refused(107, "for a guest with a PC", "--guest", "real", "--keys", "a")
        self.refused(107, "there is no disk", "--guest", "real", "--platform", "pc", "--save-disk", self.folder / "x")
        self.refused(107, "US keyboard", sector, "--keys", "ä")
        self.refused(104, "can't read", sector, "--keys-file", self.folder / "none")

    def test_what_the_kernel_refuses(self):
        sector = self.write("sector.bin", bytes(510) + b"\x55\xaa")
        done = vitrine("run", "--no-build", sector, "--keys", "a{hyperspace}b")
        self.assertEqual(done.returncode, 104)
        self.assertIn('error cause="the script of keys has a word that means nothing" value={hyperspace}', done.stdout)
        done = vitrine("run", "--no-build", sector, "--memory", "512K")
        self.assertEqual(done.returncode, 104)
        self.assertIn("a machine with a BIOS has at least 1 MiB", done.stdout)


@unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
class Run(Folder):
    """Runs in Bochs."""

    def test_a_picture_of_the_last_screen(self):
        done = vitrine("run", "--no-build", self.write("a.asm", MODE_13H), "--screen", self.folder / "out.png")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"screen mode=0x13 width=320 height=200 checksum=0x[0-9a-f]+\n")
        _, _, rows = pixels((self.folder / "out.png").read_bytes())
        self.assertEqual(rows[20][3 * 40:3 * 43], bytes((0xAA, 0, 0)) * 2 + bytes(3), "colour 4 is red")

    def test_a_disk_is_saved_and_the_given_one_stays(self):
        source = self.write("a.asm", WRITES_SECTOR)
        subprocess.run(["nasm", "-f", "bin", "-o", self.folder / "a.img", source], check=True)
        before = (self.folder / "a.img").read_bytes()
        done = vitrine("run", "--no-build", "--disk", self.folder / "a.img", "--save-disk", self.folder / "b.img")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("disk drive=0x0 written=1 kept=yes\n", done.stdout)
        self.assertEqual((self.folder / "a.img").read_bytes(), before)
        after = (self.folder / "b.img").read_bytes()
        self.assertEqual(after, before[:1024] + before[:512] + before[1536:])

    def test_a_run_repeats_to_the_byte(self):
        source = self.write("a.asm", ECHOES)
        logs = {vitrine("run", "--no-build", source, "--keys", r"abc{wait 1s}\n").stdout for _ in range(2)}
        self.assertEqual(len(logs), 1)
        self.assertIn("console source=screen text=abc\n", logs.pop())

    def test_boot_sector_on_a_bare_machine(self):
        done = vitrine("run", "--no-build", self.write("a.asm", ECHOES), "--platform", "bare")
        self.assertEqual(done.returncode, 100)
        self.assertIn("name=unclaimed-vector argument=0x16", done.stdout)

    def test_a_program_with_a_bios_and_a_second_disk(self):
        program = self.write("p.asm", "bits 16\norg 0x7c00\nmov ah, 0x15\nmov dl, 0x80\nint 0x13\ncli\nhlt\n")
        with open(self.folder / "hard.img", "wb") as file:
            file.truncate(8 << 20)
        done = vitrine("run", "--no-build", program, "--platform", "pc", "--disk", self.folder / "hard.img")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("disk drive=0x80 name=hard kind=hard size=8MiB", done.stdout)
        self.assertIn("bios int=0x13 function=drive-type drive=0x80 status=ok", done.stdout)


@unittest.skipUnless(shutil.which("bochs"), NO_BOCHS)
class Live(Folder):
    """Somebody at a terminal."""

    def session(self, script, *words):
        """Types each text of the script once its pattern has come; the output and the exit status."""
        try:
            terminal, other_end = os.openpty()
        except OSError as error:
            raise unittest.SkipTest(f"there are no pseudo-terminals here: {error}") from error
        with subprocess.Popen([sys.executable, VITRINE, "run", "--no-build", "--live", self.write("a.asm", ECHOES), *words], cwd=ROOT,
                              stdin=other_end, stdout=other_end, stderr=other_end,
                              env={**os.environ, "VITRINE_EMULATOR": "bochs", "NO_COLOR": "1"}) as process:
            os.close(other_end)
            output, deadline = "", time.monotonic() + 90
            while time.monotonic() < deadline:
                ready, _, _ = select.select([terminal], [], [], 0.2)
                try:
                    output += os.read(terminal, 65536).decode(errors="replace") if ready else ""
                except OSError:  # a terminal's end
                    break
                if script and script[0][0] in output:
                    os.write(terminal, script.pop(0)[1])
            if time.monotonic() >= deadline:
                process.kill()
            process.wait(timeout=30)
        os.close(terminal)
        return output.replace("\r\n", "\n"), process.returncode

    def test_keys_go_to_the_guest_and_the_screen_comes_when_asked(self):
        output, status = self.session([("function=read-key status=waiting", b"q"), ("scan=0x10 char=q status=ok", b"\x1ds"),
                                       ("screen row=0 text=q", b"\r")])
        self.assertEqual(status, 0, output[-2000:])
        self.assertIn("scan=0x1c char=0xd status=ok", output)
        self.assertIn("platform=pc time=real", output)

    def test_a_command_ends_the_guest_and_what_it_made_is_kept(self):
        output, status = self.session([("function=read-key status=waiting", b"q"), ("scan=0x10 char=q status=ok", b"\x1dq")],
                                      "--screen", self.folder / "out.png")
        self.assertEqual(status, 0, output[-2000:])
        self.assertIn('cause="ended at the terminal"', output)
        self.assertTrue((self.folder / "out.png").exists())


if __name__ == "__main__":
    unittest.main()
