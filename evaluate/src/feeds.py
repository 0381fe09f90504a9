"""Compares how feeds are read with Python's feedparser, on the same bytes.

Usage: feeds.py PROGRAM FOLDER [--misses]. PROGRAM is dateline; FOLDER holds feeds (*.xml) at any depth.
Prints, for each thing that an entry has, in how many files or entries both say the same; a text counts
as the same without its markup and white space, a moment as the same to the second.
"""

import calendar
import datetime
import html
import json
import pathlib
import re
import subprocess
import sys
import warnings

import feedparser

warnings.simplefilter("ignore")


def plain(text):
    """A text without markup and white space, as both sides are compared."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", html.unescape(text or ""))))


def moment(text):
    """Seconds since 1970 of what dateline prints: a moment, or a day."""
    if not text:
        return None
    when = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return calendar.timegm(when.utctimetuple())


def ours(program, file):
    printed = subprocess.run([program, "feed", str(file)], capture_output=True, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    shows_misses = "--misses" in sys.argv[3:]
    files = sorted(folder.rglob("*.xml"))
    if not files:
        sys.exit(f"{folder}: no feed (*.xml) lies below it")
    same, asked = {}, {}

    def count(what, is_same, where):
        asked[what] = asked.get(what, 0) + 1
        same[what] = same.get(what, 0) + is_same
        if shows_misses and not is_same:
            print(f"{what}\t{where}")

    for file in files:
        theirs = feedparser.parse(file.read_bytes()).entries
        read = ours(program, file)
        count("files: number of entries", len(read) == len(theirs), file)
        if len(read) != len(theirs):
            continue
        for mine, other in zip(read, theirs):
            if other.get("title"):
                count("entries: title", plain(mine["title"]) == plain(other.title), file)
            if other.get("link", "").startswith("http"):
                count("entries: link", mine["link"].rstrip("/") == other.link.rstrip("/"), file)
            if other.get("id"):
                count("entries: id", plain(mine["id"]) == plain(other.id), file)
            if other.get("published_parsed"):
                at = calendar.timegm(other.published_parsed)
                count("entries: published", moment(mine["published"]) == at, file)
            if other.get("updated_parsed") and "updated" in other:
                at = calendar.timegm(other.updated_parsed)
                count("entries: updated", moment(mine["updated"]) == at, file)

    print(f"{'beside feedparser ' + feedparser.__version__:<28}{'asked':>8}{'same':>8}{'share':>8}")
    for what, number in asked.items():
        print(f"{what:<28}{number:>8}{same[what]:>8}{same[what] / number:>8.3f}")


main()
