"""What the catalogue says about its scores, in both languages of the app."""

DATASETS = {
    "nestedclinbr-real": {"pt-BR": "NestedClinBr, divisão de treino (notas reais)", "en": "NestedClinBr, training split (real notes)"},
    "semclinbr-real": {"pt-BR": "Notas reais do NestedClinBr, rotuladas por este projeto no esquema do SemClinBr",
                       "en": "Real notes of NestedClinBr, labelled by this project in SemClinBr's scheme"},
    "semclinbr-test": {"pt-BR": "corpus/semclinbr deste projeto, parte de teste (notas inventadas)",
                       "en": "This project's corpus/semclinbr, test part (invented notes)"},
    "mama-test": {"pt-BR": "corpus/mama deste projeto, parte de teste (notas inventadas)",
                  "en": "This project's corpus/mama, test part (invented notes)"},
}
REAL_PROTOCOL = {
    "pt-BR": "Validação cruzada agrupada em {folds} partes; trecho exato de caracteres; micro sobre os rótulos; de uma entidade "
             "descontínua, o maior fragmento. As notas inventadas entram no lado de treino; as avaliadas são todas reais. "
             "Semente {seed}.",
    "en": "Grouped {folds}-fold cross-validation; exact character span; micro over labels; of a discontinuous entity its longest "
          "fragment. The invented notes join the training side; all held-out notes are real. Seed {seed}.",
}
TEST_PROTOCOL = {
    "pt-BR": "Divisão 60/20/20 por estratificação iterativa, semente 42; o modelo servido, que nunca leu a parte de teste; limiares "
             "escolhidos na validação; trecho exato de caracteres; micro sobre os rótulos.",
    "en": "60/20/20 split by iterative stratification, seed 42; the model that is served, which never read the test part; "
          "thresholds chosen on validation; exact character span; micro over labels.",
}
CAVEATS = {
    "nestedclinbr-real": {
        "pt-BR": "Um pouco otimista: as notas inventadas e seu guia foram escritos depois de ler as notas reais, e o vocabulário viu o "
                 "texto delas, sem rótulos. Uma só coleção, quase toda de cardiologia. O modelo servido aprendeu com todas as "
                 "notas reais e não tem medida própria nelas.",
        "en": "Somewhat optimistic: the invented notes and their guide were written after reading the real notes, and the vocabulary "
              "saw their text, without labels. One corpus, mostly cardiology. The model that is served learnt from all real "
              "notes and has no held-out score of its own on them."},
    "semclinbr-real": {
        "pt-BR": "Os rótulos são deste projeto, não do SemClinBr, cujo guia não é público; as notas são as do NestedClinBr. Não se "
                 "compara com números publicados do SemClinBr.",
        "en": "The labels are this project's, not SemClinBr's, whose guideline is not public; the notes are NestedClinBr's. Not to be "
              "compared with published figures on SemClinBr."},
    "semclinbr-test": {
        "pt-BR": "Notas inventadas e anotadas por este projeto, pelas mesmas mãos que as de treino: mais fáceis que notas reais de "
                 "outro hospital. Não se compara com números publicados do SemClinBr.",
        "en": "Notes invented and annotated by this project, by the same hands as the training notes: easier than real notes from "
              "another hospital. Not to be compared with published figures on SemClinBr."},
    "mama-test": {
        "pt-BR": "Notas inventadas e anotadas por este projeto, pelas mesmas mãos que as de treino: mais fáceis que prontuários reais. "
                 "O conjunto publicado é privado e tem outras diretrizes.",
        "en": "Notes invented and annotated by this project, by the same hands as the training notes: easier than real records. The "
              "published set is private and has other guidelines."},
}
FLOOR = {"pt-BR": "CRF por rótulo, mesmas partes, só notas reais", "en": "CRF per label, same folds, real notes only"}
NAMES = {
    "modernbert-small": {"pt-BR": "ProntoNER pequeno (ModernBERT)", "en": "ProntoNER small (ModernBERT)"},
    "modernbert-large": {"pt-BR": "ProntoNER grande (ModernBERT)", "en": "ProntoNER large (ModernBERT)"},
    "bert-small": {"pt-BR": "ProntoNER pequeno (BERT)", "en": "ProntoNER small (BERT)"},
    "bert-large": {"pt-BR": "ProntoNER grande (BERT)", "en": "ProntoNER large (BERT)"},
}
DESCRIPTION = {
    "pt-BR": "Um só codificador com três conjuntos de rótulos: problemas, tratamentos, testes e anatomia; os dez grupos semânticos do "
             "SemClinBr com negação e abreviaturas; e dez itens de um prontuário de câncer de mama. Os trechos podem estar uns "
             "dentro dos outros. Treinado do zero para rodar no navegador.",
    "en": "One encoder with three tag sets: problems, treatments, tests and anatomy; SemClinBr's ten semantic groups with negation and "
          "abbreviations; and ten items of a breast-cancer record. Spans may nest. Trained from scratch to run in the browser.",
}
