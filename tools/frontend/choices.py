"""What is logged must change nothing: with which choices of it tests/boot/same.py runs a guest."""

# Options, and whether all text is shown. What is compared with the first: the least that can be logged, and the most.
QUIET = (("--trace", "console,screen"), True)
NOTHING = (("--trace", "none"), False)
ALL = (("--trace", "all"), True)
KEPT = (("--trace", "all,-repeats", "--option", "events=memory"), True)
MANY = (QUIET, NOTHING, ALL, KEPT,
        (("--trace", "steps,console,screen,repeats"), True),
        (("--trace", "none", "--option", "events=memory"), False),
        (("--trace", "all,-summary", "--option", "lines=3"), False))
# A boot loader makes ten thousand exits and more: each step of each on the line takes a minute.
CHOICES = {
    ("short", "small"): (QUIET, ALL),
    ("short", "large"): (QUIET, ((), True)),
    ("long", "small"): MANY,
    ("long", "large"): (QUIET, NOTHING, ((), True), ALL, KEPT),
}
