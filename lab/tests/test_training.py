import random

import numpy as np
import torch

from lab.augment import innermost, surface_pools, swapped_copy
from lab.bias import best_bias, spans_with_bias
from lab.crf import CrfTagger, teacher_features
from lab.distil import Material, Recipe, student
from lab.examples import batch_of, example_of, gold_example, gold_probabilities
from lab.model import baked_classifier, masked_language_model, token_classifier
from lab.pretrain import BLOCK, blocks_of, masked
from lab.tests.support import FLAGS, note, small_features, small_tokenizer
from lab.tokenizer import CLS, MASK, SEP
from lab.words import words_of

NOTES = [note(f"Paciente com {problem} em uso de {drug}.", (problem, "Problema"), (drug, "Tratamento"))
         for problem in ("dor", "tosse", "edema", "febre") for drug in ("losartana", "dipirona", "AAS")]


def test_masking_hides_whole_words_and_no_special_token():
    torch.manual_seed(0)
    ids, words = blocks_of(small_tokenizer(), [example.text for example in NOTES] * 5)
    assert ids.shape == words.shape and ids.shape[1] == BLOCK and (ids[:, 0] == CLS).all()
    inputs, chosen = masked(ids, words, 0.5)
    assert not chosen[(ids == CLS) | (ids == SEP)].any() and chosen.any()
    assert (inputs[~chosen] == ids[~chosen]).all() and (inputs[chosen] == MASK).float().mean() > 0.7
    same = (words[:, 1:] == words[:, :-1]) & (ids[:, :-1] != CLS)
    assert (chosen[:, 1:][same] == chosen[:, :-1][same]).all()


def test_targets_sit_on_first_pieces_and_later_pieces_continue():
    example = NOTES[0]
    encoding = small_tokenizer().encode(example.text)
    built = gold_example(small_tokenizer(), example)
    assert built.targets.shape == (len(encoding.ids), 8)
    assert built.counted.tolist() == [number is not None for number in encoding.word_ids]
    start = next(at for at, (first, _) in enumerate(encoding.offsets) if at and first == example.text.index("losartana"))
    assert built.targets[start, 2:4].tolist() == [1, 0]
    later = [at for at, number in enumerate(encoding.word_ids) if number == encoding.word_ids[start] and at > start]
    assert later and all(built.targets[at, 2:4].tolist() == [0, 1] for at in later)


def test_a_batch_pads_on_the_right_and_counts_real_tokens_only():
    examples = [gold_example(small_tokenizer(), example) for example in (NOTES[0], note("Dor."))]
    ids, mask, targets, counted = batch_of(examples)
    assert ids.shape == mask.shape == counted.shape and targets.shape == (*ids.shape, 8)
    assert mask[1].sum() == len(examples[1].ids) and not counted[1, len(examples[1].ids):].any()


def test_swaps_change_entities_only():
    example = note("Refere dor no braço e tosse.", ("dor no braço", "Problema"), ("braço", "Anatomia"), ("tosse", "Problema"))
    assert innermost(example) == [(22, 27, "Problema")]
    pools = surface_pools([note("febre", ("febre", "Problema"))])
    copies = {swapped_copy(example, pools, {}, random.Random(seed)) for seed in range(9)}
    assert copies == {"Refere dor no braço e tosse.", "Refere dor no braço e febre."}


def test_the_crf_teacher_learns_and_its_marginals_are_distributions():
    words = [words_of(small_tokenizer().encode(example.text)) for example in NOTES]
    tagger = CrfTagger(teacher_features(FLAGS), NOTES, words)
    assert tagger.entities(NOTES[0].text, words[0]) == NOTES[0].entities
    marginals = tagger.marginals(NOTES[0].text, words[0])
    assert marginals.shape == (len(words[0]), 4, 3) and np.allclose(marginals.sum(2)[:, :2], 1, atol=1e-5)


def test_the_baked_model_computes_the_same_logits():
    torch.manual_seed(0)
    model = token_classifier(small_features()).eval()
    ids = torch.randint(5, len(small_features()), (2, 30))
    with torch.no_grad():
        assert torch.allclose(model(input_ids=ids).logits, baked_classifier(model)(input_ids=ids).logits, atol=2e-3)


def test_a_student_learns_its_notes():
    tokenizer = small_tokenizer()
    pretrained = masked_language_model(small_features()).state_dict()
    real = [gold_example(tokenizer, example) for example in NOTES]
    soft = [example_of(tokenizer, example.text, gold_probabilities(example, words_of(tokenizer.encode(example.text))))
            for example in NOTES]
    model = student(small_features(), pretrained, Material(real, real, soft), Recipe(adapt_epochs=1, epochs=15), seed=0)
    ids, mask, targets, counted = batch_of(real)
    with torch.no_grad():
        found = model(input_ids=ids, attention_mask=mask).logits > 0
    assert ((found == (targets > 0.5)).all(-1))[counted].float().mean() > 0.95


def test_the_best_bias_lowers_the_bar_where_entities_are_missed():
    words = words_of(small_tokenizer().encode("dor"))
    logits = np.full((1, 8), -5.0)
    logits[0, 0] = -0.3
    bias = best_bias([(words, logits)], [{(0, 3, "Problema")}])
    assert bias.tolist() == [0.4, 0, 0, 0]
    assert spans_with_bias(words, logits, bias) == {(0, 3, "Problema")}
