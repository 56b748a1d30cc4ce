"""What the weights were made from: the sources' names, licences and addresses, as the catalogue shows them."""

_NOTES = {"pt-BR": "anotações de treino", "en": "training annotations"}
_TEXT = {"pt-BR": "texto para pré-treino (modelo de linguagem mascarado) e destilação",
         "en": "text for masked-LM pre-training and distillation"}
_GENERAL = {"pt-BR": "português geral para pré-treino (modelo de linguagem mascarado)",
            "en": "general Portuguese for masked-LM pre-training"}
_TERMS = {"pt-BR": "lista de termos: traços de léxico, pré-treino e troca de entidades; não é distribuída",
          "en": "term list: lexicon features, pre-training and entity swaps; not shipped"}


def _both(text: str | dict[str, str]) -> dict[str, str]:
    return text if isinstance(text, dict) else {"pt-BR": text, "en": text}


def _source(name: str | dict[str, str], licence: str | dict[str, str], url: str, use: dict[str, str]) -> dict:
    return {"name": _both(name), "licence": _both(licence), "url": url, "use": use}


ATTRIBUTION = [
    _source("NestedClinBr (HAILab-PUCPR)", "Apache-2.0", "https://github.com/HAILab-PUCPR/NestedClinBr", _NOTES),
    _source({"pt-BR": "ProntoNER, notas inventadas (corpus/)", "en": "ProntoNER, invented notes (corpus/)"}, "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/",
            _NOTES),
    _source("TICO-19, pt-BR", "CC0-1.0", "https://github.com/tico-19/tico-19.github.io", _TEXT),
    _source("openEHR Clinical Knowledge Manager", "CC-BY-SA-3.0 / CC-BY-SA-4.0",
            "https://github.com/openEHR/CKM-mirror",
            {"pt-BR": f"{_TEXT['pt-BR']}; lista de termos", "en": f"{_TEXT['en']}; term list"}),
    _source("UD Portuguese Bosque", "CC-BY-SA-4.0", "https://github.com/UniversalDependencies/UD_Portuguese-Bosque",
            _GENERAL),
    _source("Mac-Morpho (NILC, via NLTK)", "CC-BY-4.0", "https://github.com/nltk/nltk_data", _GENERAL),
    _source("CID-10, CID-O (DATASUS)", {"pt-BR": "tabelas públicas do Ministério da Saúde; redação da CID-10: OMS",
             "en": "public tables of the Ministry of Health; wording of ICD-10: WHO"},
            "https://github.com/kyriosdata/cid10", _TERMS),
    _source({"pt-BR": "Human Phenotype Ontology, tradução pt", "en": "Human Phenotype Ontology, Portuguese translation"},
            {"pt-BR": "uso livre com citação e versão, sem alteração", "en": "free with citation and version, unaltered"},
            "https://github.com/obophenotype/hpo-translations", _TERMS),
    _source({"pt-BR": "SIGTAP, OBM e outros sistemas de código (Ministério da Saúde)",
             "en": "SIGTAP, OBM and other code systems (Ministry of Health)"},
            {"pt-BR": "tabelas do setor público, sem arquivo de licença", "en": "public-sector tables, no licence file"}, "https://github.com/kyriosdata/rnds-ig", _TERMS),
    _source("TUSS / Rol de procedimentos (ANS)", {"pt-BR": "dados públicos da ANS", "en": "public data of ANS"},
            "https://github.com/Databricks-BR/genai_hackathon", _TERMS),
    _source({"pt-BR": "INFARMED, substâncias ativas", "en": "INFARMED, active substances"},
            {"pt-BR": "lista pública, sem arquivo de licença", "en": "public list, no licence file"},
            "https://github.com/joofio/portuguese-medication-idmp-fhir", _TERMS),
]
