"""Invented texts that are hard to tokenize with right offsets: clinical shorthand, odd Unicode, control characters.

Deterministic, so that the fixtures made from them are comparable. Lone surrogates are left out: Python's tokenizer
cannot take them.
"""

import itertools
import unicodedata

CLINICAL = (
    "", " ", "   ", "\n", "\r\n\r\n", "\t", "Paciente", "PA 130/80 mmHg", "T: 38,5 ºC", "T 37.2°C", "8/8h", "de 12/12h", "+/4+",
    "edema 2+/4+ em MMII", "A/C", "s/ queixas, c/ dor", "p/ casa", "HAS+DM2", "HAS,DM2;DLP", "IAM(2019)", "FE=55%",
    "FC:88bpm", "SatO2 96%aa", "SpO₂ 97%", "10³/mm³", "Na⁺ 138 mEq/L", "Ca²⁺", "1/2 cp", "½ comprimido", "¼", "5µg/kg/min", "5μg",
    "≥ 3x/dia", "<140/90", "Hb 9,8→10,2", "→ alta", "⇒ UTI", "↑ PCR", "↓ Hb", "± 2 cm", "3×4 cm", "~ 10 dias", "R$ 10,00", "n.º 5",
    "nº 5", "1ª consulta", "2º dia de internação", "d'água", "pós-operatório", "pré–hospitalar", "D—E", "e-mail: a@b.org",
    "http://exemplo.org/a?b=c&d=1", "#hashtag", "@usuario", "_sublinhado_", "*asterisco*", "a_b_c", "100mg/dL", "0,9%SF",
    "SF0,9%500ml", "MSD>MSE", "VO/EV/IM", "D1,D2eD3", "......", "!!!???", "----", "((()))", "[x] sim [ ] não", "{}", "||", "\\n", "\\",
    '"aspas"', "“aspas”", "‘simples’", "«angulares»", "…", "•  item", "· item", "– item", "¶", "§ 3º", "© 2026", "™", "№ 3", "℃ 38", "㎎ 5",
    "Refere dor torácica há 2 dias.", "NEGA FEBRE", "Não é diabético", "Ângela, João, Conceição", "ÇÃÕÉÍÓÚ", "çãõéíóú",
    "Coração, pulmões, órgãos", "Avó e avô", "pingüim", "lingüística", "Müller", "Ñandú", "Garção", "ﬁbrilação", "inﬂamação", "ﬀ ﬃ ﬄ",
    "Æ œ ß ẞ", "straße", "İstanbul", "ISTANBUL ıi", "ŉ", "ǆ ǅ Ǆ", "Ⅳ grau", "ⅳ", "①②", "K (kelvin)", "Å", "Ω", "ſ", "ª º", "Σίσυφος",
    "Ελλάδα", "Привет, мир", "Ёлка Йод", "中文字符", "心电图ECG正常", "患者：男，45岁。", "日本語のテキスト", "ひらがなカタカナ", "ｶﾀｶﾅ", "か゛が",
    "한국어", "한국어", "اَلْعَرَبِيَّةُ", "مرحبا بالعالم", "שָׁלוֹם עולם", "ภาษาไทยไม่มีวรรค", "ก็ น้ำ", "हिन्दी क्षेत्र", "தமிழ்", "မြန်မာ",
    "ខ្មែរ", "አማርኛ", "ᚠᚢᚦ", "𝔉𝔯𝔞𝔨𝔱𝔲𝔯", "𝟙𝟚𝟛", "𠀋𠮷", "𐍈𐌰", "🏥", "😀", "👨‍👩‍👧‍👦", "👩🏽‍⚕️", "🇧🇷", "🇧🇷🇵🇹", "❤️", "❤", "1️⃣", "🏳️‍🌈", "🧑🏿‍🔬 exame",
    "dor😀forte", "🩺🩸💊", "a\u0301", "e\u0301\u0302\u0303", "Z\u0351\u036b\u0343\u036aa\u0302lgo", "\u0301", "\u0301\u0302", "a\u0327\u0301b",
    "o\u0303\u0301rgão", "n\u0303ao", "q\u0323\u0307", "\u200b", "dor\u200btorácica", "dor\u200ctorácica", "dor\u200dtorácica",
    "pa\u00adlavra", "hemo\u00addi\u00adá\u00adli\u00adse", "\ufeffInício", "meio\ufeffmeio", "\ufeff", "a\u00a0b", "50\u00a0mg", "\u00a0",
    "50\u202fmg", "a\u2009b", "a\u3000b", "a\u2028b", "a\u2029b", "a\u0085b", "a\u180eb", "a\u2060b", "a\u061cb", "\u202ereverso\u202c",
    "a\u200eb\u200fc", "\ufffd", "dor\ufffdtorácica", "\ufffd\ufffd", "\ufffc", "a\ufff9b", "\ue000 uso privado", "\U000f0000", "\u0378 não atribuído",
    "\uffff", "a\ufdd0b", "\U0001fffe", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "[CLS] texto [SEP]", "a[MASK]b", "[mask]", "##", "##ose",
    "a##b", "## ##", "[UNK][UNK]", "[ CLS ]", "[CLS", "linha 1\nlinha 2", "linha 1\r\nlinha 2", "linha 1\rlinha 2", "tab\tno\tmeio",
    "espaços    no    meio", "  nas  pontas  ", "\n\n  - item\n  - item\n", "a\u0000b", "\u0000", "a\u0000\u0000b c", "a\u001bb", "\u007f", "a\u0080b",
    "x" * 99, "x" * 100, "x" * 101, "á" * 100, "a\u0301" * 51, "a\u0301" * 100, "otorrinolaringologia" * 6, "🏥" * 60, "中" * 60, "1" * 150,
    "a-" * 80, "-" * 120, "palavra " * 40, "dor " + "y" * 200 + " fim", "á" * 120 + " fim",
)
FRAGMENTS = (
    "Paciente refere dispnéia aos médios esforços", "Losartana 50mg 12/12h", "coração", "38,5 ºC", "edema +/4+", "pós-IAM", "Ecocardiograma: FE 45%",
    "AVC isquêmico há 3 anos", "não", "HbA1c 7,2%",
)
GLUE = (" ", "\n", "\r\n", "\t", "\u00a0", "\u200b", "\u200d", "\u00ad", "\ufeff", "\ufffd", "😀", "👨‍👩‍👧", "中", "\u0301", "/", "", "  \t ", "[SEP]")


def control_characters() -> list[str]:
    """Every C0 control character, glued and free-standing."""
    return [f"dor{chr(code)}forte {chr(code)} fim" for code in range(0x20)]


def combinations() -> list[str]:
    """Fragments joined by every glue, in composed and decomposed form."""
    pairs = itertools.pairwise([*FRAGMENTS, FRAGMENTS[0]])
    texts = [first + glue + second for first, second in pairs for glue in GLUE]
    return [unicodedata.normalize("NFD" if index % 2 else "NFC", text) for index, text in enumerate(texts)]


def hard_strings() -> list[str]:
    """All texts, each once, in a fixed order."""
    accented = [unicodedata.normalize("NFD", text) for text in CLINICAL if text != unicodedata.normalize("NFD", text)]
    return list(dict.fromkeys([*CLINICAL, *accented, *control_characters(), *combinations()]))
