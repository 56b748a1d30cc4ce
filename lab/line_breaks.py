"""Line breaks that no entity runs over; the TypeScript decoder implements the same definition.

Tokenizers drop white space, so a model cannot see where a line ends; in lists and in notes with one statement a line, it
would join what stands on two lines. Text that was wrapped at a fixed width (from a PDF, an e-mail) breaks its lines anywhere,
also inside entities: there a break means nothing. A break is hard when a line without words lies there, or when the first word
of the next line would still have fitted on the line before it, so that no wrapping at the width of the text's longest line
explains the break.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from lab.words import Word

BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")
SPACE = "\t\v\f \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000\ufeff"  # as ECMAScript's
WORD = re.compile(f"[^{SPACE}]+")


def hard_breaks_before(text: str, words: Sequence[Word]) -> np.ndarray:
    """Bool [words]: whether a hard line break lies between the word before and this word. `words` are in text order."""
    hard = np.zeros(len(words), dtype=bool)
    breaks = list(BREAK.finditer(text))
    if not breaks:
        return hard
    starts = [0, *(found.end() for found in breaks)]
    lines = [text[start:end] for start, end in zip(starts, [*(found.start() for found in breaks), len(text)])]
    lengths = [len(line.rstrip(SPACE)) for line in lines]
    width = max(lengths)
    for index in range(1, len(words)):
        before = bisect_right(starts, words[index - 1].end - 1) - 1
        after = bisect_right(starts, words[index].start) - 1
        if after > before:
            first_word = WORD.search(lines[after])
            needed = lengths[before] + 1 + (len(first_word[0]) if first_word else 0)
            hard[index] = after - before > 1 or needed <= width
    return hard
