import random

import numpy as np
import pytest
import torch

from lab.augment import innermost, surface_pools, swapped_copy
from lab.bias import best_bias, spans_with_bias
from lab.crf import CrfTagger, teacher_features
from lab import distil
from lab.distil import Material, Recipe, loss_of, student
from lab.examples import batch_of, example_of, gold_example, gold_probabilities
from lab.architectures import MODELS
from lab.calibration import best_temperatures, calibration_error, precision_recall_curves, rated_spans, scored
from lab.model import baked_classifier, finish_head, masked_language_model, round_to_int8, token_classifier
from lab.pretrain import BLOCK, blocks_of, masked
from lab.tests.support import FLAGS, note, small_features, small_tokenizer
from lab.tokenizer import CLS, MASK, SEP
from lab.tag_sets import LABELS, OUTPUTS, TAG_SETS, output_columns
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
    assert built.targets.shape == (len(encoding.ids), len(OUTPUTS))
    assert built.known.tolist() == [True] * 8 + [False] * (len(OUTPUTS) - 8)
    assert built.counted.tolist() == [number is not None for number in encoding.word_ids]
    start = next(at for at, (first, _) in enumerate(encoding.offsets) if at and first == example.text.index("losartana"))
    assert built.targets[start, 2:4].tolist() == [1, 0]
    later = [at for at, number in enumerate(encoding.word_ids) if number == encoding.word_ids[start] and at > start]
    assert later and all(built.targets[at, 2:4].tolist() == [0, 1] for at in later)


def test_a_batch_pads_on_the_right_and_counts_real_tokens_only():
    examples = [gold_example(small_tokenizer(), example) for example in (NOTES[0], note("Dor."))]
    ids, mask, targets, known, counted = batch_of(examples)
    assert ids.shape == mask.shape == counted.shape and targets.shape == (*ids.shape, len(OUTPUTS))
    assert known.shape == (2, 1, len(OUTPUTS))
    assert mask[1].sum() == len(examples[1].ids) and not counted[1, len(examples[1].ids):].any()


def test_swaps_change_entities_only():
    example = note("Refere dor no braço e tosse.", ("dor no braço", "Problema"), ("braço", "Anatomia"), ("tosse", "Problema"))
    assert innermost(example) == [(22, 27, "Problema")]
    pools = surface_pools([note("febre", ("febre", "Problema"))])
    copies = {swapped_copy(example, pools, {}, random.Random(seed)) for seed in range(9)}
    assert copies == {"Refere dor no braço e tosse.", "Refere dor no braço e febre."}


def test_the_crf_teacher_learns_and_its_marginals_are_distributions():
    words = [words_of(small_tokenizer().encode(example.text)) for example in NOTES]
    tagger = CrfTagger(teacher_features(FLAGS), NOTES, words, TAG_SETS["nestedclinbr"])
    assert tagger.entities(NOTES[0].text, words[0]) == NOTES[0].entities
    marginals = tagger.marginals(NOTES[0].text, words[0])
    assert marginals.shape == (len(words[0]), 4, 3) and np.allclose(marginals.sum(2)[:, :2], 1, atol=1e-5)


@pytest.mark.parametrize("name", MODELS[::2])
def test_the_baked_model_computes_the_same_logits(name):
    torch.manual_seed(0)
    model = token_classifier(name, small_features()).eval()
    ids = torch.randint(5, len(small_features()), (2, 30))
    with torch.no_grad():
        assert torch.allclose(model(input_ids=ids).logits, baked_classifier(model)(input_ids=ids).logits, atol=2e-3)


def test_an_unknown_model_is_refused_by_name():
    with pytest.raises(ValueError, match="unknown model 'gpt'.*bert-small"):
        token_classifier("gpt", small_features())


def test_a_pretrained_state_of_another_shape_is_refused():
    state = masked_language_model("bert-small", small_features()).state_dict()
    with pytest.raises(ValueError, match="does not fit"):
        token_classifier("modernbert-small", small_features(), state)


@pytest.mark.parametrize("name", ["modernbert-small", "bert-small"])
def test_a_student_learns_its_notes(name):
    tokenizer = small_tokenizer()
    pretrained = masked_language_model(name, small_features()).state_dict()
    real = [gold_example(tokenizer, example) for example in NOTES]
    soft = [example_of(tokenizer, example.text, {"nestedclinbr": gold_probabilities(
        example, words_of(tokenizer.encode(example.text)), "nestedclinbr")}) for example in NOTES]
    model = student(name, small_features(), pretrained, Material(real * 3, soft), Recipe(adapt_epochs=1, epochs=15), seed=0)
    ids, mask, targets, known, counted = batch_of(real)
    with torch.no_grad():
        found = model(input_ids=ids, attention_mask=mask).logits > 0
    assert ((found == (targets > 0.5)) | ~known).all(-1)[counted].float().mean() > 0.95


def test_unknown_outputs_do_not_enter_the_loss():
    targets, counted = torch.zeros(1, 2, len(OUTPUTS)), torch.tensor([[True, False]])
    known = torch.zeros(1, 1, len(OUTPUTS), dtype=torch.bool)
    known[..., :2] = True
    logits = torch.full((1, 2, len(OUTPUTS)), 50.0)
    logits[0, 0, :2] = 0
    assert torch.isclose(loss_of(logits, targets, known, counted), torch.tensor(2 * np.log(2)).float())


class Interruption(Exception):
    pass


def test_an_interrupted_training_goes_on_to_the_same_weights(tmp_path, monkeypatch):
    monkeypatch.setattr(distil, "CHECKPOINT_STEPS", 4)
    pretrained = masked_language_model("modernbert-small", small_features()).state_dict()
    material = Material([gold_example(small_tokenizer(), example) for example in NOTES], [])
    recipe, checkpoint = Recipe(adapt_epochs=1, epochs=3, batch=2), tmp_path / "student.checkpoint"
    whole = student("modernbert-small", small_features(), pretrained, material, recipe, 0, checkpoint)
    assert not checkpoint.exists()
    steps = iter(range(99))

    def interrupted(*arguments):
        if next(steps) == 10:
            raise Interruption
        return loss_of(*arguments)

    monkeypatch.setattr(distil, "loss_of", interrupted)
    with pytest.raises(Interruption):
        student("modernbert-small", small_features(), pretrained, material, recipe, 0, checkpoint)
    assert checkpoint.exists()
    monkeypatch.setattr(distil, "loss_of", loss_of)
    resumed = student("modernbert-small", small_features(), pretrained, material, recipe, 0, checkpoint)
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_rounded_weights_fill_eight_bits_a_row():
    model = baked_classifier(token_classifier("bert-small", small_features()))
    round_to_int8(model)
    weight = model.classifier.weight.detach()
    steps = weight / (weight.abs().amax(1, keepdim=True) / 127)
    assert torch.allclose(steps, steps.round(), atol=1e-3) and steps.abs().max().round() == 127


def test_the_finished_head_adds_the_bias_and_divides_by_the_temperature():
    model = baked_classifier(token_classifier("bert-small", small_features()))
    ids = torch.randint(5, len(small_features()), (1, 9))
    bias, temperature = np.linspace(-1, 1, len(LABELS)), np.linspace(0.5, 3, len(LABELS))
    with torch.no_grad():
        before = model(input_ids=ids).logits
        finish_head(model, bias.tolist(), temperature.tolist())
        after = model(input_ids=ids).logits
    expected = (before + torch.tensor(bias.repeat(2))) / torch.tensor(temperature.repeat(2))
    assert torch.allclose(after, expected.float(), atol=1e-4)


def test_the_best_bias_lowers_the_bar_where_entities_are_missed():
    words = words_of(small_tokenizer().encode("dor"))
    labels = TAG_SETS["nestedclinbr"]
    logits = np.full((1, 8), -5.0)
    logits[0, 0] = -0.3
    bias = best_bias([(words, logits)], [{(0, 3, "Problema")}], labels)
    assert bias.tolist() == [0.4, 0, 0, 0]
    assert spans_with_bias(words, logits, bias, labels) == {(0, 3, "Problema")}


def test_a_temperature_brings_overconfident_scores_to_the_share_that_is_right():
    words = words_of(small_tokenizer().encode("dor"))
    predictions = [(words, np.array([[6.0, -6.0]]))] * 100
    gold = [{(0, 3, "DIS")} if index % 4 else set() for index in range(100)]
    spans = rated_spans(predictions, gold, np.zeros(1), ["DIS"])
    temperature = best_temperatures(spans, ["DIS"])
    assert calibration_error(scored(spans, {"DIS": 1.0})) > 0.2
    assert calibration_error(scored(spans, temperature)) < 0.03
    curve = precision_recall_curves(spans, temperature, {"DIS": 75})["DIS"]
    assert curve[0] == (0.0, 0.75, 1.0) and curve[-1] == (0.98, 1.0, 0.0)


def test_columns_of_a_tag_set_are_its_labels_two_outputs():
    assert [OUTPUTS[column] for column in output_columns(("RE", "BRCA"))] == ["B-RE", "I-RE", "B-BRCA", "I-BRCA"]
