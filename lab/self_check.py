"""Reference inputs and logits that ship with the model, so that a device can tell whether it computes it rightly."""

import torch
from tokenizers import Tokenizer

from lab.architectures import TokenClassifier

TEXTS = (
    "Nega febre.",
    "Paciente em uso de losartana 50 mg, com dor torácica há 2 dias; solicito ECG e troponina.",
    "Ecocardiograma: FE 55 %, ventrículo esquerdo de dimensões normais, insuficiência mitral leve. Mantém AAS e sinvastatina.",
    "Mulher de 63 anos, hipertensa e diabética, vem para retorno. Refere dispneia aos grandes esforços e edema de membros "
    "inferiores, pior à tarde. Ao exame: PA 150/90 mmHg, FC 88 bpm, ritmo cardíaco regular, sopro sistólico +2/+6 em foco "
    "aórtico, pulmões limpos, abdome indolor, pulsos palpáveis. Radiografia de tórax com aumento da área cardíaca. "
    "Conduta: aumento furosemida para 40 mg 2x/dia, mantenho metformina 850 mg, solicito hemograma, creatinina, potássio "
    "e ecocardiograma; oriento dieta sem sal. Retorno em 30 dias.",
)
DECIMALS = 6


@torch.no_grad()
def self_check(model: TokenClassifier, tokenizer: Tokenizer) -> dict:
    """Each text's ids with special tokens, and the float32 logits [tokens][8] that PyTorch gives, batch 1."""
    inputs = []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        logits = model(input_ids=torch.tensor([ids])).logits[0]
        inputs.append({"text": text, "inputIds": ids,
                       "logits": [[round(value, DECIMALS) for value in row] for row in logits.tolist()]})
    return {"inputs": inputs}
