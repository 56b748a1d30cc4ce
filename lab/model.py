"""Encoders whose embedding rows are sums of spelling features, as masked-LM and as token classifier."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from lab.architectures import MaskedLanguageModel, TokenClassifier, config_of, fresh_masked_language_model
from lab.architectures import fresh_token_classifier
from lab.features import BUCKETS, feature_table
from lab.lexicons import word_flags
from lab.tag_sets import OUTPUTS
from lab.tokenizer import SPECIAL_TOKENS

SUM_SCALE = 0.95  # keeps the sum of some thirty bucket rows at the scale of one row


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


def masked_language_model(model: str, features: torch.Tensor) -> MaskedLanguageModel:
    """A fresh `model` of lab.architectures.MODELS for pre-training; the decoder's weight is the embedding's piece rows."""
    network = fresh_masked_language_model(config_of(model, len(features), OUTPUTS, dropout=False))
    embedding = FeatureEmbedding(features, network.config.hidden_size)
    network.set_input_embeddings(embedding)
    network.get_output_embeddings().weight = embedding.pieces.weight
    return network


def masked_logits(network: MaskedLanguageModel, ids: torch.Tensor, attention_mask: torch.Tensor | None,
                  chosen: torch.Tensor) -> torch.Tensor:
    """Logits [chosen tokens, pieces] of the tokens where `chosen` is true only: the decoder is the dearest part."""
    hidden = network.base_model(input_ids=ids, attention_mask=attention_mask).last_hidden_state[chosen]
    return network.cls(hidden) if hasattr(network, "cls") else network.decoder(network.head(hidden))


def token_classifier(model: str, features: torch.Tensor, pretrained: dict[str, torch.Tensor] | None = None,
                     feature_dropout: float = 0.15, outputs: Sequence[str] = OUTPUTS) -> TokenClassifier:
    """A classifier with a logit a token for each of `outputs`; of a masked-LM state `pretrained`, what fits is used."""
    network = fresh_token_classifier(config_of(model, len(features), outputs, dropout=True))
    network.set_input_embeddings(FeatureEmbedding(features, network.config.hidden_size, feature_dropout))
    if pretrained is not None:
        encoder = {name: value for name, value in pretrained.items() if not name.startswith(("decoder.", "cls."))}
        missing, unexpected = network.load_state_dict(encoder, strict=False)
        if unexpected or {name.split(".")[0] for name in missing} != {"classifier"}:
            raise ValueError(f"the pre-trained state does not fit: missing {missing}, unexpected {unexpected}")
    return network


def baked_classifier(network: TokenClassifier) -> TokenClassifier:
    """The same function as a plain Hugging Face model, in evaluation mode, its features summed into the table.

    ModernBERT's rows are centred and scaled to a largest magnitude of 1, which the layer norm that follows undoes: so one
    quantisation step suits every row. BERT adds positions before its norm, so its rows stay as they are.
    """
    plain = fresh_token_classifier(network.config)
    table = network.get_input_embeddings().baked()
    if network.config.model_type == "modernbert":
        table = table - table.mean(1, keepdim=True)
        table = table / table.abs().amax(1, keepdim=True)
    embedding = next(name for name, module in network.named_modules() if module is network.get_input_embeddings())
    state = {name: value for name, value in network.state_dict().items() if not name.startswith(embedding + ".")}
    state[f"{embedding}.weight"] = table
    plain.load_state_dict(state)
    return plain.eval()


@torch.no_grad()
def round_to_int8(network: nn.Module) -> None:
    """Rounds every matrix in place to 255 steps a row (an output channel, a table's entry), so that eight bits hold it.

    What is measured is then what ships: all builds hold these very weights.
    """
    for weight in network.parameters():
        if weight.dim() == 2:
            step = weight.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
            weight.copy_((weight / step).round() * step)


@torch.no_grad()
def finish_head(network: TokenClassifier, bias: Sequence[float], temperature: Sequence[float]) -> None:
    """Folds a bias and then a temperature per label, in the order of LABELS, into the classifier's rows."""
    scale = 1 / torch.tensor(temperature).repeat_interleave(2)
    network.classifier.bias.copy_((network.classifier.bias + torch.tensor(bias).repeat_interleave(2)) * scale)
    network.classifier.weight.mul_(scale[:, None])
