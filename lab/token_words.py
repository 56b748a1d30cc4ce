"""Words for tagging with any tokenizer: BERT's pre-tokens over the untouched text.

A token belongs to the first word that it touches. Words that no token of their own reaches join the word before them,
since no tag could tell the two apart.
"""

from collections.abc import Sequence

from tokenizers import normalizers, pre_tokenizers

KEEPING = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=False)
PRE_TOKENIZER = pre_tokenizers.BertPreTokenizer()


def pre_tokens(text: str) -> list[tuple[int, int]]:
    """Code points [start, end) of BERT's pre-tokens, case and accents kept, control characters ignored."""
    kept = [(index, normalized) for index, character in enumerate(text)
            if (normalized := KEEPING.normalize_str(character))]
    source = [index for index, normalized in kept for _ in normalized]
    joined = "".join(normalized for _, normalized in kept)
    return [(source[start], source[end - 1] + 1) for _, (start, end) in PRE_TOKENIZER.pre_tokenize_str(joined)]


def words_of_tokens(text: str, offsets: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Start, end and first token of every word, from the tokens' offsets; all in code points of the text."""
    words = pre_tokens(text)
    firsts: dict[int, int] = {}  # pre-token -> the first token that belongs to it
    for token, (start, end) in enumerate(offsets):
        touched = next((index for index, word in enumerate(words) if word[1] > start and word[0] < end), None)
        if touched is not None:
            firsts.setdefault(touched, token)
    begins = sorted(firsts)
    return [(words[index][0], words[following - 1][1], firsts[index])
            for index, following in zip(begins, [*begins[1:], len(words)])]
