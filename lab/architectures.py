"""The shapes that are trained: BERT and ModernBERT, each small and large, as Hugging Face configurations."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from transformers import BertConfig, BertForMaskedLM, BertForTokenClassification
from transformers import ModernBertConfig, ModernBertForMaskedLM, ModernBertForTokenClassification

from lab.tokenizer import CLS, MAX_TOKENS, PAD, SEP

MaskedLanguageModel = BertForMaskedLM | ModernBertForMaskedLM
TokenClassifier = BertForTokenClassification | ModernBertForTokenClassification
POSITION_AMPLITUDE = 0.5
EDGE_DROPOUT, INNER_DROPOUT = 0.4, 0.1  # on the embeddings and before the classifier; inside the layers


@dataclass(frozen=True)
class Size:
    """`gated` is the width inside ModernBERT's gated units; BERT's plain ones are half as wide again, for equal weights."""

    layers: int
    width: int
    heads: int
    gated: int


SIZES = {"small": Size(4, 192, 6, 288), "large": Size(6, 320, 8, 480)}
MODELS = tuple(f"{family}-{size}" for family in ("modernbert", "bert") for size in SIZES)


def modernbert_config(size: Size, vocabulary_size: int, outputs: Sequence[str], dropout: bool) -> ModernBertConfig:
    """Pre-norm, rotary positions, gated units; every third or fourth layer sees all, the others 16 tokens each side.

    Attention has no dropout: drawing it costs a quarter of the training time.
    """
    rope = {"rope_type": "default", "rope_theta": 1000.0}  # 512 positions: low frequencies would barely turn
    edge = EDGE_DROPOUT * dropout
    return ModernBertConfig(
        vocab_size=vocabulary_size, hidden_size=size.width, intermediate_size=size.gated, num_hidden_layers=size.layers,
        num_attention_heads=size.heads, local_attention=32, global_attn_every_n_layers=4 if size.layers == 4 else 3,
        max_position_embeddings=MAX_TOKENS, rope_parameters={"full_attention": rope, "sliding_attention": dict(rope)},
        bos_token_id=CLS, eos_token_id=SEP, initializer_range=0.05, embedding_dropout=edge, classifier_dropout=edge,
        mlp_dropout=INNER_DROPOUT * dropout, **common(outputs))


def bert_config(size: Size, vocabulary_size: int, outputs: Sequence[str], dropout: bool) -> BertConfig:
    """Post-norm, learnt absolute positions, GELU: the layout of BERT (Devlin et al. 2019), at a size of its own."""
    return BertConfig(
        vocab_size=vocabulary_size, hidden_size=size.width, intermediate_size=size.gated * 3 // 2,
        num_hidden_layers=size.layers, num_attention_heads=size.heads, max_position_embeddings=MAX_TOKENS,
        initializer_range=0.05, hidden_dropout_prob=INNER_DROPOUT * dropout, attention_probs_dropout_prob=0.0,
        classifier_dropout=EDGE_DROPOUT * dropout, **common(outputs))


def common(outputs: Sequence[str]) -> dict:
    """What both families share; eager attention is, on a CPU and at these lengths, 1.7 times as fast as SDPA."""
    return {"pad_token_id": PAD, "cls_token_id": CLS, "sep_token_id": SEP, "tie_word_embeddings": False,
            "id2label": dict(enumerate(outputs)), "label2id": {name: index for index, name in enumerate(outputs)},
            "problem_type": "multi_label_classification", "attn_implementation": "eager"}


def config_of(model: str, vocabulary_size: int, outputs: Sequence[str], dropout: bool) -> BertConfig | ModernBertConfig:
    """The configuration of a name in MODELS; any other raises ValueError."""
    if model not in MODELS:
        raise ValueError(f"unknown model {model!r}; known: {', '.join(MODELS)}")
    family, size = model.split("-")
    build = modernbert_config if family == "modernbert" else bert_config
    return build(SIZES[size], vocabulary_size, outputs, dropout)


def fresh_masked_language_model(config: BertConfig | ModernBertConfig) -> MaskedLanguageModel:
    """A masked-LM of that configuration with random weights; BERT's position table starts out as sines.

    Random rows at the usual scale drown in the summed embeddings, and pre-training stays at word frequencies.
    """
    if isinstance(config, ModernBertConfig):
        return ModernBertForMaskedLM(config)
    model = BertForMaskedLM(config)
    table = model.bert.embeddings.position_embeddings.weight
    with torch.no_grad():
        table.copy_(POSITION_AMPLITUDE * sinusoids(*table.shape))
    return model


def sinusoids(positions: int, width: int) -> torch.Tensor:
    """The table of Vaswani et al. 2017 [positions, width], wavelengths from 2 pi to `positions` x 2 pi."""
    rates = positions ** (-torch.arange(0, width, 2) / width)
    angles = torch.arange(positions)[:, None] * rates
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)


def fresh_token_classifier(config: BertConfig | ModernBertConfig) -> TokenClassifier:
    """A token classifier of that configuration with random weights."""
    if isinstance(config, ModernBertConfig):
        return ModernBertForTokenClassification(config)
    model = BertForTokenClassification(config)
    if config.hidden_dropout_prob:
        model.bert.embeddings.dropout.p = EDGE_DROPOUT  # as in ModernBERT, where it has a setting of its own
    return model
