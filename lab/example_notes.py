"""Invented notes whose spans are fixed in the fixtures. No real patient; no sentence from any corpus."""

EXAMPLE_NOTES = (
    "Dor.",
    "Nega alergias.",
    "Paciente hipertenso em uso de losartana 50 mg 1x/dia.",
    "HAS e DM2 há 10 anos. Uso: metformina 850 mg 2x/dia, AAS 100 mg, sinvastatina 20 mg à noite. 😀 Nega tabagismo.",
    "Homem, 58 anos, com dor torácica em aperto, irradiada para membro superior esquerdo, iniciada há 2 horas.\r\n"
    "ECG: supradesnivelamento de ST em parede inferior.\r\nTroponina positiva.\r\nCD: AAS 300 mg, clopidogrel, cateterismo.",
    "Ecocardiograma de ontem: FE 38 %, aumento do átrio esquerdo, hipocinesia difusa, insuficiência mitral moderada. "
    "Cintilografia miocárdica sem isquemia.",
    "Retorno. Assintomática. Traz exames: Hb 12,9; creatinina 0,9; K 4,3; LDL 88; TSH 2,1. Exame físico: BEG, corada, "
    "PA 124/78 mmHg, FC 72 bpm, BRNF 2T s/ sopros, MV + bilateral, abdome flácido, MMII sem edema. Mantenho medicações.",
    "Idosa de 81 anos, portadora de fibrilação atrial, ICC e DPOC, internada por dispneia e edema de membros inferiores. "
    "Em uso de furosemida EV, carvedilol e varfarina (INR 2,6). Radiografia de tórax: derrame pleural à direita. "
    "Realizada toracocentese. Evolui com melhora da dispneia.",
    "Cirurgia de revascularização do miocárdio em 2015 (mamária para DA, safena para CD). Implante de marca-passo em 2020. "
    "Queixa-se de tontura e palpitações; Holter solicitado.",
    "Mulher, 34 a., G2P1, cefaleia pulsátil, náuseas e fotofobia desde ontem; nega trauma. Exame neurológico normal. "
    "Fez dipirona 1 g e metoclopramida; solicito TC de crânio.",
    "A\u0301ngulo decomposto: corac\u0327a\u0303o sem alterac\u0327o\u0303es, pulmo\u0303es limpos. Temperatura 38,5 ºC, tosse com expectoração "
    "amarelada há 5 dias. Hipótese: pneumonia. Prescrevo amoxicilina + clavulanato 8/8h e solicito radiografia de tórax.",
    "S: refere lombalgia irradiada para a perna direita há 3 semanas, pior ao caminhar; usou ibuprofeno sem melhora. "
    "Antecedentes: hipotireoidismo (levotiroxina 75 mcg), gastrite, ex-tabagista 20 maços-ano. Pai com infarto aos 50 anos.\n"
    "O: Lasègue positivo à direita, força muscular preservada, reflexos simétricos. Ressonância magnética da coluna lombar: "
    "hérnia discal L5-S1. Glicemia de jejum 104, colesterol total 212, triglicerídeos 180.\n"
    "A: lombociatalgia; dislipidemia.\nP: naproxeno por 7 dias, fisioterapia motora, atorvastatina 20 mg; repetir perfil "
    "lipídico e função hepática em 3 meses. Encaminho à ortopedia se não houver melhora. Orientações sobre dieta e exercícios.",
    "Carcinoma lobular invasivo de mama direita, RE positivo 80%, RP negativo, HER2 1+, Ki-67 de 15%.\n"
    "Pós-menopausa. Fez setorectomia com biópsia de linfonodo sentinela em junho; BRCA não mutado.\n"
    "TC de hoje: metástase hepática única. FISH não foi pedido.",
)
