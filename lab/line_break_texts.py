"""Invented texts whose line breaks and decoded spans are fixed in the fixtures. No sentence from any corpus."""

_WRAPPED = ("Paciente do sexo feminino, 67 anos, com carcinoma ductal\ninvasivo de mama esquerda, em uso de tamoxifeno há dois\n"
            "anos. Nega dor óssea, dispneia ou perda de peso. Traz\nmamografia bilateral sem alterações.")
_LIST = "Medicamentos:\n- losartana 50 mg\n- metformina 850 mg\n- AAS 100 mg, uma vez ao dia, depois do almoço, sem interrupção"

LINE_BREAK_TEXTS = (
    "",
    "Dor torácica.",
    "\n",
    "Dor\n",
    "\n\nDor torácica\n\n",
    "Dor\ntorácica",  # would have fitted, were the text not its own longest line
    "Dor torácica intensa há três dias\nirradiada",
    "Nega febre\nRefere tosse produtiva há uma semana",
    _WRAPPED,
    _WRAPPED.replace("\n", "\r\n"),
    _WRAPPED.replace("\n", "\r"),
    _WRAPPED.replace("\n", "\u2028"),
    _WRAPPED.replace("\n", " \t\n  "),  # white space on both sides of the breaks
    _WRAPPED.replace("\n", "\n\n"),
    _WRAPPED.replace("\n", "\r\n \t\r\n"),
    _WRAPPED.replace("\n", "\u2029"),
    _WRAPPED.replace("\n", "\u0085"),  # a control character that is no break here
    _WRAPPED.replace("\n", "\v\n\f"),
    _WRAPPED.replace("\n", "\n\u200b\n"),  # the line between holds no word
    _WRAPPED.replace("\n", "\n\u200b"),
    _WRAPPED.replace("\n", "\ufeff\n\u3000"),
    _LIST,
    _LIST.replace("\n", "\r\n"),
    _LIST.replace("- ", "    • "),
    "abcd efgh\nijk lmnopqrs",  # the next word is one character too long for the line
    "abcd efg\nijk lmnopqrs",  # and here it fits
    "abcd efg   \nijk lmnopqrs",  # the same with trailing white space
    "abcd efgh\n    ijk lmnopq",
    "🫀🫀🫀🫀\nDM2 em uso",  # fits, counted in code points
    "HAS\nDM2\nDLP\nEx-tabagista",
    "EXAMES\r\n\r\nHb 12,1\r\nCreatinina 0,9\rUreia 33\u2028Sódio 139\n\rPotássio 4,2",
    "S: dor lombar\nO: Lasègue +\nA: lombociatalgia\nP: naproxeno 500 mg de 12 em 12 horas por sete dias, com pantoprazol",
)
