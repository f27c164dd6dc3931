"""What is typed on the guest's keyboard: the text of --keys, and a terminal's bytes for --live."""

import pathlib

from .status import ExitStatus, Failure

_ESCAPES = {"n": "\n", "t": "\t", "e": "\x1b", "r": "\n", "\\": "\\", '"': '"', "'": "'"}


def unescape(text):
    r"""The script with \n, \t, \e, \xNN, \\ and quotes resolved; {words} are the kernel's."""
    result = []
    characters = iter(enumerate(text))
    for place, character in characters:
        if character != "\\":
            result.append(character)
            continue
        letter = text[place + 1:place + 2]
        if letter == "x":
            digits = text[place + 2:place + 4]
            try:
                result.append(chr(int(digits, 16) if len(digits) == 2 else int("none")))
            except ValueError:
                raise Failure(ExitStatus.USAGE, f"--keys: \\x needs two hexadecimal digits: {text[place:place + 4]!r}") from None
            for _ in range(3):
                next(characters)
        elif letter in _ESCAPES:
            result.append(_ESCAPES[letter])
            next(characters)
        else:
            raise Failure(ExitStatus.USAGE, f"--keys: \\{letter} means nothing", r"\n, \t, \e, \xNN, \\ or \"")
    return "".join(result)


def script(arguments):
    """The script's bytes for --keys or --keys-file; None without."""
    if arguments.keys is not None:
        text = unescape(arguments.keys)
        if not text.isascii():
            raise Failure(ExitStatus.USAGE, "--keys: a US keyboard has ASCII characters only", "{up}, {f1}, {ctrl-c} and the like name other keys")
        return text.encode("ascii")
    if arguments.keys_file is not None:
        try:
            data = pathlib.Path(arguments.keys_file).read_bytes()
        except OSError as error:
            raise Failure(ExitStatus.BAD_INPUT, f"can't read {arguments.keys_file}: {error.strerror}") from error
        return data.replace(b"\r\n", b"\n")
    return None
