#!/usr/bin/env python3
"""Summarises a text by its own weightiest sentences.

    summary.py [--sentences N] < text

The worker runs it with the client's text on standard input. What it prints is the result. Any exit but 0 is a failed
attempt, and what it says on standard error is the reason in the worker's log. Standard library only; the same text gives
the same summary everywhere.
"""

import argparse
import collections
import re
import sys

COMMON = frozenset(
    "a about after all also an and any are as at be because been but by can could did do does for from had has have he her"
    " him his how i if in into is it its more most no not of on one or our out over she so some such than that the their"
    " them then there these they this to up was we were what when where which who will with would you your".split()
)


class Refused(Exception):
    """The text cannot be summarised; the message says why."""


def read(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Refused(f"the text is not UTF-8 at byte {wrong.start}") from None


def sentences(text: str) -> list[str]:
    """The sentences of a text: each ends with a full stop, a mark or a blank line."""
    found = re.split(r"(?<=[.!?])\s+|\n\s*\n", text)
    return [" ".join(sentence.split()) for sentence in found if re.search(r"\w", sentence)]


def words(sentence: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", sentence.lower()) if word not in COMMON]


def summarise(text: str, wanted: int) -> list[str]:
    """The wanted number of sentences, in the order of the text.

    A sentence weighs the mean frequency of its words in the whole text. It is compared in integers, so that no rounding
    decides; of two equals the earlier one is taken.
    """
    # The model call would go here: give it the text as data, never as instructions, and return what it answers.
    all_of_them = sentences(text)
    if len(all_of_them) <= wanted:
        raise Refused(f"{len(all_of_them)} sentences: a summary has {wanted}, the text must have more")
    frequency = collections.Counter(word for sentence in all_of_them for word in words(sentence))

    def weight(at: int) -> tuple[int, int]:
        own = words(all_of_them[at])
        return sum(frequency[word] for word in own) * 1_000_000 // max(len(own), 4), -at

    best = sorted(range(len(all_of_them)), key=weight, reverse=True)[:wanted]
    return [all_of_them[at] for at in sorted(best)]


def main() -> None:
    options = argparse.ArgumentParser(description="summarise the text on standard input")
    options.add_argument("--sentences", type=int, default=3, help="how many sentences the summary has (default 3)")
    chosen = options.parse_args()
    if chosen.sentences < 1:
        options.error("--sentences: at least 1")
    try:
        summary = summarise(read(sys.stdin.buffer.read()), chosen.sentences)
    except Refused as why:
        print(f"summary: {why}", file=sys.stderr)
        sys.exit(65)
    sys.stdout.buffer.write("".join(sentence + "\n" for sentence in summary).encode("utf-8"))


if __name__ == "__main__":
    main()
