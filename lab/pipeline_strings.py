"""Invented texts that are hard for byte-level and Gemma-style tokenizers, beside `hard_strings`: runs of spaces and
line ends, added tokens written out, marks that change places, characters that no vocabulary has.
"""

import itertools
import unicodedata

from lab.hard_strings import hard_strings

MARKS = ("\u0301", "\u0327", "\u0323", "\u0338", "\u0345", "\u0334", "\u0344", "\u0f73", "\u1dce")
BASES = ("a", "á", "ǭ", "q", "=", "\u212b", "ﬁ", "가", "\u1100\u1161", "\u09c7\u09be", "क", "\u0958", "\u2126", "\u2adc")
ADDED_TOKENS = (
    "|||IP_ADDRESS|||", "|||EMAIL_ADDRESS|||", "|||PHONE_NUMBER|||", "<|endoftext|>", "<|padding|>", "[unused0]", "[unused12]",
    "<pad>", "<bos>", "<eos>", "<unk>", "<mask>", "<2mass>", "[@BOS@]", "<unused0>", "<unused12>", "<start_of_turn>", "<end_of_turn>",
    "<table>", "</td>", "<h1>", "▁▁", "▁", "<0x41>", "<0xE2>", "[MASK]", "[CLS]", "[SEP]",
)
CONTRACTIONS = ("it's", "IT'S", "d'água", "'re 've 'll 'm 't 'd", "''s", "a ' s", "’s", "l'l", "'", "' '", "'sa", " 's")
WHITE_SPACE = ("\u00a0", "\u0085", "\u1680", "\u2003", "\u2028", "\u202f", "\u3000", "\u180e", "\ufeff", "\x1c", "\x0b", "\x0c")
UNKNOWN = ("\U00020000", "𓀀", "ꙮ", "🫠", "🩻", "ﷺ", "𝕏", "☤", "⚕︎", "㍿", "ﬁ́", "\u05d0\u05b8\u05dc\u05b6\u05e3", "لِلَّهِ", "ກຸ່", "ཀྵ", "ཨོཾ")


def runs() -> list[str]:
    """White space in runs, between words, before punctuation and at the ends."""
    lengths = (*range(1, 8), 15, 16, 23, 24, 25, 30, 31, 32, 33, 49, 64)
    texts = [f"dor{' ' * length}forte{' ' * length}." for length in lengths]
    texts += [f"dor{character * length}forte" for character in "\n\t\r" for length in (2, 3, 5, 30, 31, 32, 33)]
    texts += ["\r\n" * length + "dor" for length in (2, 3, 16)] + [" " * length + "\n" + " " * length for length in (1, 2, 5)]
    return texts + [f"a{space}b {space} c{space}{space}\n{space}d" for space in WHITE_SPACE]


def marks() -> list[str]:
    """Every base with every pair of marks, whole and with a word after it."""
    return [base + first + second + ("o fim" if index % 2 else "") for index, (base, (first, second)) in
            enumerate(itertools.product(BASES, itertools.permutations(MARKS, 2)))][::5]


def written_tokens() -> list[str]:
    """Added tokens glued to words, among spaces, twice in a row."""
    templates = ("{}", "dor{}forte", "dor {} forte", "dor   {}   forte", "{}{}", "{}\n{}", "É {}é")
    return [template.replace("{}", token) for index, token in enumerate(ADDED_TOKENS)
            for template in templates[index % 2::2]]


def pipeline_strings() -> list[str]:
    """`hard_strings` and these, each once, in a fixed order."""
    unknown = [text for character in UNKNOWN for text in (character, f"dor{character}forte {character}.")]
    long = ["dor\u00a0" * 60, "hemodiálise" * 30, "不" * 90, "a\u0301\u0327" * 40, "  \n" * 40, "▁" * 40, "á" * 300, "." * 300]
    decomposed = [unicodedata.normalize("NFD", f"({word}). {word}!") for word in ("irmã", "avó", "ção", "pôr-do-sol")]
    return list(dict.fromkeys([*hard_strings(), *runs(), *marks(), *written_tokens(), *CONTRACTIONS, *unknown, *long, *decomposed]))
