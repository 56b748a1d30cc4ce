"""What the catalogue says about its scores, in both languages of the app."""

DATASET = {"pt-BR": "NestedClinBr, divisão de treino", "en": "NestedClinBr, training split"}
PROTOCOL = {
    "pt-BR": "Validação cruzada agrupada em {folds} partes; trecho exato de caracteres; micro sobre os rótulos; de uma entidade "
             "descontínua, o maior fragmento. {writtenNotes} notas inventadas entram em cada lado de treino; as notas de teste são "
             "todas reais. Semente {seed}.",
    "en": "Grouped {folds}-fold cross-validation; exact character span; micro over labels; of a discontinuous entity its longest "
          "fragment. {writtenNotes} invented notes join every training side; all held-out notes are real. Seed {seed}.",
}
CAVEAT = {
    "pt-BR": "Um pouco otimista: as notas inventadas e seu guia foram escritos depois de ler as notas reais, e o vocabulário viu o "
             "texto delas, sem rótulos. Uma só coleção, quase toda de cardiologia. O modelo servido aprendeu com todas as notas e "
             "não tem medida própria.",
    "en": "Somewhat optimistic: the invented notes and their guide were written after reading the real notes, and the vocabulary "
          "saw their text, without labels. One corpus, mostly cardiology. The model that is served learnt from all notes and "
          "has no held-out score of its own.",
}
FLOOR = {"pt-BR": "CRF por rótulo, mesmas partes, só notas reais", "en": "CRF per label, same folds, real notes only"}
