"""Measures what MinHash LSH of Python libraries costs on the articles that come in, one a line: the items, then as
many others, then as many near copies of items. Word 5-grams, 128 hashes in 32 bands of 4; CPU time."""

import os
import sys
import time

library, items = sys.argv[1], int(sys.argv[2])
COMPARED = 4_000


def shingles(line):
    words = line.lower().replace(".", "").split()
    return {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}


if library == "rensa":
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)

    def signed(line):
        sign = RMinHash(num_perm=128, seed=42)
        sign.update(list(shingles(line)))
        return sign

    insert, query = lsh.insert, lsh.query
else:
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(num_perm=128, params=(32, 4))

    def signed(line):
        sign = MinHash(num_perm=128)
        sign.update_batch([shingle.encode() for shingle in shingles(line)])
        return sign

    insert, query = lsh.insert, lsh.query


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


before = resident()
lines = iter(sys.stdin)
for number in range(items):
    insert(number, signed(next(lines)))
size = (resident() - before) / items


def compare(lines):
    taken, found = 0.0, 0
    for number, line in enumerate(lines):
        start = time.process_time()
        near = query(signed(line))
        taken += time.process_time() - start
        found += number * items // COMPARED in near
    return COMPARED / taken, found / COMPARED


alone = [next(lines) for _ in range(COMPARED)]
copies = list(lines)
print(f"{items}\t{compare(alone)[0]:.0f}\t{compare(copies)[0]:.0f}\t{size:.0f}\t{compare(copies)[1]:.3f}")
