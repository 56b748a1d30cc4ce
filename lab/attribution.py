"""What the weights were made from: the sources' names, licences and addresses, as the catalogue shows them."""

_NOTES = {"pt-BR": "anotações de treino", "en": "training annotations"}
_TEXT = {"pt-BR": "texto para pré-treino (modelo de linguagem mascarado) e destilação",
         "en": "text for masked-LM pre-training and distillation"}
_GENERAL = {"pt-BR": "português geral para pré-treino (modelo de linguagem mascarado)",
            "en": "general Portuguese for masked-LM pre-training"}
_TERMS = {"pt-BR": "lista de termos: traços de léxico, pré-treino e troca de entidades; não é distribuída",
          "en": "term list: lexicon features, pre-training and entity swaps; not shipped"}


def _source(name: str, licence: str, url: str, use: dict[str, str]) -> dict:
    return {"name": name, "licence": licence, "url": url, "use": use}


ATTRIBUTION = [
    _source("NestedClinBr (HAILab-PUCPR)", "Apache-2.0", "https://github.com/HAILab-PUCPR/NestedClinBr", _NOTES),
    _source("ProntoNER, notas inventadas (corpus/nested)", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/",
            _NOTES),
    _source("TICO-19, pt-BR", "CC0-1.0", "https://github.com/tico-19/tico-19.github.io", _TEXT),
    _source("openEHR Clinical Knowledge Manager", "CC-BY-SA-3.0 / CC-BY-SA-4.0",
            "https://github.com/openEHR/CKM-mirror",
            {"pt-BR": f"{_TEXT['pt-BR']}; lista de termos", "en": f"{_TEXT['en']}; term list"}),
    _source("UD Portuguese Bosque", "CC-BY-SA-4.0", "https://github.com/UniversalDependencies/UD_Portuguese-Bosque",
            _GENERAL),
    _source("Mac-Morpho (NILC, via NLTK)", "CC-BY-4.0", "https://github.com/nltk/nltk_data", _GENERAL),
    _source("CID-10, CID-O (DATASUS)", "tabelas públicas do Ministério da Saúde; redação da CID-10: OMS",
            "https://github.com/kyriosdata/cid10", _TERMS),
    _source("Human Phenotype Ontology, tradução pt", "uso livre com citação e versão, sem alteração",
            "https://github.com/obophenotype/hpo-translations", _TERMS),
    _source("SIGTAP, OBM e outros sistemas de código (Ministério da Saúde)",
            "tabelas do setor público, sem arquivo de licença", "https://github.com/kyriosdata/rnds-ig", _TERMS),
    _source("TUSS / Rol de procedimentos (ANS)", "dados públicos da ANS",
            "https://github.com/Databricks-BR/genai_hackathon", _TERMS),
    _source("INFARMED, substâncias ativas", "lista pública, sem arquivo de licença",
            "https://github.com/joofio/portuguese-medication-idmp-fhir", _TERMS),
]
