"""Small tokenizers with the pipelines of published models: cased BERT, ModernBERT, and Gemma 2 as of mmBERT.

The vocabularies are this project's own. What surrounds them (normaliser, pre-tokenizer, model options, template, added
tokens and their flags) is what those models' public documentation describes.
"""

import json
from collections.abc import Callable, Iterable

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

VOCABULARY_SIZE = 2_000
BERT_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
GEMMA_TOKENS = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<2mass>", "[@BOS@]", *(f"<unused{index}>" for index in range(20)),
                "<start_of_turn>", "<end_of_turn>")
GEMMA_TAGS = ("<table>", "<caption>", "<tr>", "<td>", "</table>", "</tr>", "</td>", "<h1>", "</h1>", "<code>", "</code>")
GEMMA_RUNS = {"\n": range(2, 32), "▁": range(2, 32), "\t": range(2, 9)}


def template(first: str, last: str, tokenizer: Tokenizer) -> processors.TemplateProcessing:
    """`first text last`."""
    return processors.TemplateProcessing(single=f"{first} $A {last}", pair=f"{first} $A {last} $B:1 {last}:1",
                                         special_tokens=[(token, tokenizer.token_to_id(token)) for token in (first, last)])


def cased_word_piece(lines: Iterable[str], size: int = VOCABULARY_SIZE) -> Tokenizer:
    """Multilingual BERT and BERTimbau: case and accents kept."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None,
                                                      lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(lines, trainers.WordPieceTrainer(vocab_size=size, min_frequency=2, show_progress=False,
                                                                   special_tokens=list(BERT_TOKENS)))
    tokenizer.post_processor = template("[CLS]", "[SEP]", tokenizer)
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    return tokenizer


def byte_level(lines: Iterable[str], size: int = VOCABULARY_SIZE) -> Tokenizer:
    """ModernBERT: OLMo's byte-level BPE after NFC, with runs of spaces and masked addresses as tokens of their own."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True)
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=size, min_frequency=2, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    masked = ["|||IP_ADDRESS|||", *(" " * length for length in range(24, 1, -1)), "|||EMAIL_ADDRESS|||", "|||PHONE_NUMBER|||"]
    tokenizer.add_tokens([AddedToken(token, normalized=True) for token in masked])
    special = ["<|padding|>", "<|endoftext|>", "[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, lstrip=token == "[MASK]") for token in special])
    tokenizer.add_tokens([AddedToken(f"[unused{index}]", normalized=True) for index in range(83)])
    tokenizer.post_processor = template("[CLS]", "[SEP]", tokenizer)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False)
    return tokenizer


def byte_fallback(lines: Iterable[str], size: int = VOCABULARY_SIZE) -> Tokenizer:
    """Gemma 2 as of mmBERT: BPE of characters over the whole text, spaces as `▁`, bytes for what the vocabulary lacks."""
    runs = {character: [character * length for length in lengths] for character, lengths in GEMMA_RUNS.items()}
    added = [*GEMMA_TOKENS, *runs["\n"], *runs["▁"], *runs["\t"], *GEMMA_TAGS]
    fixed = [*added, *(f"<0x{byte:02X}>" for byte in range(256))]
    pieces, merges = trained_merges(lines, size - len(fixed))
    vocabulary = {token: index for index, token in enumerate(dict.fromkeys([*fixed, *pieces]))}
    spaces = [(run[:cut], run[cut:]) for run in runs["▁"] for cut in range(1, len(run))]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[*spaces, *merges], unk_token="<unk>", fuse_unk=True,
                                     byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous", invert=False)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in GEMMA_TOKENS])
    tokenizer.add_tokens([AddedToken(token, normalized=False) for token in added[len(GEMMA_TOKENS):]])
    tokenizer.post_processor = template("<bos>", "<eos>", tokenizer)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    return tokenizer


def trained_merges(lines: Iterable[str], size: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Pieces and merges as SentencePiece's trainer allows them: single digits, punctuation apart from letters."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"▁?\p{L}+|▁?\p{N}|▁?[^\p{L}\p{N}▁\n]+|▁|\n"), "isolated")
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=size, min_frequency=2, show_progress=False,
                                                             initial_alphabet=["▁", "\n"], limit_alphabet=200))
    vocabulary = tokenizer.get_vocab()
    return sorted(vocabulary, key=vocabulary.get), [tuple(merge) for merge in merges_of(tokenizer)]


def merges_of(tokenizer: Tokenizer) -> list[list[str]]:
    """The merges of a BPE tokenizer, in order of rank."""
    return json.loads(tokenizer.to_str())["model"]["merges"]


FAMILIES: dict[str, Callable[..., Tokenizer]] = {
    "cased-word-piece": cased_word_piece, "byte-level": byte_level, "byte-fallback": byte_fallback}
