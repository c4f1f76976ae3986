"""Presidio's pattern recognisers on the rows of PlantedValuesTest and BenignRowsTest, and the values' numbers by python-stdnum.

    ./mvnw -pl privacy -am test -Dtest='PlantedValuesTest,BenignRowsTest' -Dsurefire.failIfNoSpecifiedTests=false \
        -Ddasllm.privacy-rows=rows.jsonl -Ddasllm.privacy-benign=benign.jsonl
    venv/bin/pip install presidio-analyzer==2.2.366 python-stdnum==2.2
    venv/bin/python tools/reference/privacy_rows.py rows.jsonl benign.jsonl

No language model: words come from spaCy's tokenizer of English, which the recognisers' context words are looked for in.
A value counts as found if a result of its entity covers it exactly, as in the test; "touched" if any result overlaps it.
Every kind is asked of its own recogniser alone, so that no recogniser is charged with another's mistakes.
"""

import json
import sys
import unicodedata

import spacy
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    EsNieRecognizer,
    EsNifRecognizer,
    FiPersonalIdentityCodeRecognizer,
    IbanRecognizer,
    IpRecognizer,
    ItFiscalCodeRecognizer,
    NhsRecognizer,
    PhoneRecognizer,
    PlPeselRecognizer,
    UsSsnRecognizer,
)
from presidio_analyzer.predefined_recognizers.country_specific.germany.de_tax_id_recognizer import DeTaxIdRecognizer
from presidio_analyzer.predefined_recognizers.country_specific.sweden.se_personnummer_recognizer import (
    SePersonnummerRecognizer,
)
from stdnum import iban, luhn
from stdnum.be import nn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.pt import nif
from stdnum.se import personnummer
from stdnum.us import ssn

REGIONS = ["DE", "FR", "IT", "ES", "GB", "US"]
RECOGNISERS = {
    "EMAIL": [EmailRecognizer()],
    "CARD_NUMBER": [CreditCardRecognizer()],
    "PHONE_NUMBER": [PhoneRecognizer(supported_regions=REGIONS)],
    "IBAN": [IbanRecognizer()],
    "IP_ADDRESS": [IpRecognizer()],
    "US_SSN": [UsSsnRecognizer()],
    "GB_NHS": [NhsRecognizer()],
    "ES_NIF": [EsNifRecognizer(), EsNieRecognizer()],
    "IT_CODICE_FISCALE": [ItFiscalCodeRecognizer()],
    "PL_PESEL": [PlPeselRecognizer()],
    "FI_HETU": [FiPersonalIdentityCodeRecognizer()],
    "SE_PERSONNUMMER": [SePersonnummerRecognizer()],
    "DE_TAX_ID": [DeTaxIdRecognizer()],
}
RULES = {
    "CARD_NUMBER": luhn.is_valid,
    "IBAN": lambda v: iban.is_valid(v, check_country=False),
    "NL_BSN": bsn.is_valid,
    "PT_NIF": nif.is_valid,
    "PL_PESEL": pesel.is_valid,
    "GB_NHS": nhs.is_valid,
    "SE_PERSONNUMMER": personnummer.is_valid,
    "US_SSN": ssn.is_valid,
    "ES_NIF": lambda v: dni.is_valid(v.replace(".", "")) or nie.is_valid(v),
    "DE_TAX_ID": idnr.is_valid,
    "FR_NIR": nir.is_valid,
    "IT_CODICE_FISCALE": codicefiscale.is_valid,
    "BE_NATIONAL_NUMBER": nn.is_valid,
    "FI_HETU": hetu.is_valid,
}

tokenizer = spacy.blank("en")
enhancer = LemmaContextAwareEnhancer()
engine = SpacyNlpEngine()
engine.nlp = {"en": tokenizer}


def results(text, kind):
    document = tokenizer(text)
    words = [token.text.lower() for token in document]
    artifacts = NlpArtifacts([], document, [token.idx for token in document], words, engine, "en")
    artifacts.keywords = words
    found = []
    for recogniser in RECOGNISERS[kind]:
        found += recogniser.analyze(text, recogniser.supported_entities, artifacts)
    return enhancer.enhance_using_context(text, found, artifacts, RECOGNISERS[kind])


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def ascii_digits(value):
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in value).replace(" ", "")


planted = lines(sys.argv[1])
benign = lines(sys.argv[2])
for kind, rule in RULES.items():
    values = [ascii_digits(row["value"]) for row in planted if row["kind"] == kind]
    print(f"{kind}: {sum(rule(v) for v in values)} of {len(values)} right by python-stdnum")
changed = {}
for threshold in (0.0, 0.5):
    print(f"\nscore >= {threshold}: kind, recall, precision, touched, benign rows")
    for kind in RECOGNISERS:
        found = wrong = touched = 0
        rows = [row for row in planted if row["kind"] == kind]
        for row in rows:
            end = row["begin"] + len(row["value"])
            spans = {(r.start, r.end) for r in results(row["text"], kind) if r.score >= threshold}
            found += (row["begin"], end) in spans
            wrong += len(spans - {(row["begin"], end)})
            touched += any(s < end and row["begin"] < e for s, e in spans)
        hit = {i for i, text in enumerate(benign) if any(r.score >= threshold for r in results(text, kind))}
        changed.setdefault(threshold, set()).update(hit)
        precision = found / (found + wrong) if found + wrong else float("nan")
        print(f"{kind}, {found / len(rows):.3f}, {precision:.3f}, {touched / len(rows):.3f}, {len(hit)}", flush=True)
    print(f"benign rows with any: {len(changed[threshold])} of {len(benign)}")
