"""A small ModernBERT (Warner et al. 2024, arXiv 2412.13663) whose embedding rows are sums of spelling features."""

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import ModernBertConfig, ModernBertForMaskedLM, ModernBertForTokenClassification

from lab.features import BUCKETS, feature_table
from lab.lexicons import word_flags
from lab.notes import LABELS
from lab.tokenizer import CLS, MAX_TOKENS, PAD, SEP, SPECIAL_TOKENS

OUTPUTS = tuple(f"{prefix}-{label}" for label in LABELS for prefix in "BI")  # the logits' columns
SUM_SCALE = 0.95  # keeps the sum of some thirty bucket rows at the scale of one row


def encoder_config(vocabulary_size: int, edge_dropout: float = 0.4, mlp_dropout: float = 0.1) -> ModernBertConfig:
    """4 layers, 192 wide, 6 heads, GeGLU 288; layer 0 sees everything, the others 16 tokens each side.

    `edge_dropout` acts on the embeddings and before the classifier. Attention has none: drawing it costs a quarter of
    the training time.
    """
    rope = {"rope_type": "default", "rope_theta": 1000.0}  # 512 positions: low frequencies would barely turn
    return ModernBertConfig(
        vocab_size=vocabulary_size, hidden_size=192, intermediate_size=288, num_hidden_layers=4,
        num_attention_heads=6, local_attention=32, global_attn_every_n_layers=4,
        max_position_embeddings=MAX_TOKENS, rope_parameters={"full_attention": rope, "sliding_attention": dict(rope)},
        pad_token_id=PAD, cls_token_id=CLS, sep_token_id=SEP, bos_token_id=CLS, eos_token_id=SEP,
        initializer_range=0.05, embedding_dropout=edge_dropout, classifier_dropout=edge_dropout, mlp_dropout=mlp_dropout,
        id2label=dict(enumerate(OUTPUTS)),
        label2id={name: index for index, name in enumerate(OUTPUTS)}, problem_type="multi_label_classification",
        attn_implementation="eager")  # on a CPU, at these lengths, 1.7 times as fast as SDPA; and plain to export


class FeatureEmbedding(nn.Module):
    """Embedding of a piece = its own row + the sum of its hashed features' rows.

    `forward` takes ids of any shape and returns them with a last axis of `width`.
    """

    def __init__(self, features: torch.Tensor, width: int, feature_dropout: float = 0.0):
        super().__init__()
        self.register_buffer("features", features, persistent=False)
        self.buckets = nn.Embedding(BUCKETS, width, padding_idx=0)
        self.pieces = nn.Embedding(len(features), width)
        self.feature_dropout = feature_dropout
        nn.init.normal_(self.buckets.weight, std=0.08)
        nn.init.normal_(self.pieces.weight, std=0.02)
        with torch.no_grad():
            self.buckets.weight[0] = 0

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        unique, inverse = torch.unique(ids, return_inverse=True)
        features = self.features[unique]
        if self.training and self.feature_dropout:
            features = features * (torch.rand(features.shape) > self.feature_dropout)
        rows = functional.embedding_bag(features, self.buckets.weight, mode="sum", padding_idx=0)
        return (rows * SUM_SCALE + self.pieces(unique))[inverse]

    @torch.no_grad()
    def baked(self) -> torch.Tensor:
        """The plain table [pieces, width] that gives the same rows."""
        training = self.training
        self.eval()
        table = self(torch.arange(len(self.features)))
        self.train(training)
        return table


def pieces_of(tokenizer: Tokenizer) -> list[str]:
    """The vocabulary in id order."""
    return [tokenizer.id_to_token(index) for index in range(tokenizer.get_vocab_size())]


def features_of(tokenizer: Tokenizer, data: Path) -> torch.Tensor:
    """The feature table of a tokenizer's vocabulary; lexicon flags come from the term lists under `data`."""
    return feature_table(pieces_of(tokenizer), len(SPECIAL_TOKENS), word_flags(data))


def masked_language_model(features: torch.Tensor) -> ModernBertForMaskedLM:
    """A fresh model for pre-training; the decoder's weight is the embedding's piece rows."""
    model = ModernBertForMaskedLM(encoder_config(len(features), edge_dropout=0.0, mlp_dropout=0.0))
    embedding = FeatureEmbedding(features, model.config.hidden_size)
    model.model.embeddings.tok_embeddings = embedding
    model.decoder.weight = embedding.pieces.weight
    return model


def token_classifier(features: torch.Tensor, pretrained: dict[str, torch.Tensor] | None = None,
                     feature_dropout: float = 0.15) -> ModernBertForTokenClassification:
    """A classifier with eight logits a token; `pretrained` is a masked-LM state, of which the encoder and head are used."""
    model = ModernBertForTokenClassification(encoder_config(len(features)))
    model.model.embeddings.tok_embeddings = FeatureEmbedding(features, model.config.hidden_size, feature_dropout)
    if pretrained is not None:
        encoder = {name: value for name, value in pretrained.items() if not name.startswith("decoder.")}
        missing, unexpected = model.load_state_dict(encoder, strict=False)
        if unexpected or {name.split(".")[0] for name in missing} != {"classifier"}:
            raise ValueError(f"the pre-trained state does not fit: missing {missing}, unexpected {unexpected}")
    return model


def baked_classifier(model: ModernBertForTokenClassification) -> ModernBertForTokenClassification:
    """The same function as a plain Hugging Face model, in evaluation mode, its features summed into the table.

    Rows are centred and scaled to a largest magnitude of 1, which the layer norm that follows undoes: so one
    quantisation step suits every row.
    """
    plain = ModernBertForTokenClassification(model.config)
    table = model.model.embeddings.tok_embeddings.baked()
    table = table - table.mean(1, keepdim=True)
    state = {name: value for name, value in model.state_dict().items() if ".tok_embeddings." not in name}
    state["model.embeddings.tok_embeddings.weight"] = table / table.abs().amax(1, keepdim=True)
    plain.load_state_dict(state)
    return plain.eval()


@torch.no_grad()
def round_to_half(model: nn.Module) -> None:
    """Rounds every weight in place to the nearest value that half precision represents."""
    for weight in model.parameters():
        weight.copy_(weight.half().float())
