"""Presidio's pattern recognisers on the rows of PlantedValuesTest and BenignRowsTest, and the values' numbers by python-stdnum.

    ./mvnw -pl privacy -am test -Dtest='PlantedValuesTest,BenignRowsTest' -Dsurefire.failIfNoSpecifiedTests=false \
        -Ddasllm.privacy-rows=rows.jsonl -Ddasllm.privacy-benign=benign.jsonl
    venv/bin/pip install presidio-analyzer==2.2.366 python-stdnum==2.2
    venv/bin/python tools/reference/privacy_rows.py rows.jsonl benign.jsonl [every n-th benign row]

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
    "CARD_NUMBER": lambda v: luhn.is_valid(v.replace("-", "")),
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
benign = lines(sys.argv[2])[:: int(sys.argv[3]) if len(sys.argv) > 3 else 1]
for kind, rule in RULES.items():
    values = [ascii_digits(row["value"]) for row in planted if row["kind"] == kind]
    print(f"{kind}: {sum(rule(v) for v in values)} of {len(values)} right by python-stdnum")
THRESHOLDS = (0.0, 0.5)
changed = {}
print("\nkind; score at least: recall, precision, touched, benign rows changed", flush=True)
for kind in RECOGNISERS:
    rows = [row for row in planted if row["kind"] == kind]
    tallies = {threshold: [0, 0, 0, 0] for threshold in THRESHOLDS}
    for row in rows:
        end = row["begin"] + len(row["value"])
        told = results(row["text"], kind)
        for threshold, tally in tallies.items():
            spans = {(r.start, r.end) for r in told if r.score >= threshold}
            tally[0] += (row["begin"], end) in spans
            tally[1] += len(spans - {(row["begin"], end)})
            tally[2] += any(s < end and row["begin"] < e for s, e in spans)
    for i, text in enumerate(benign):
        told = results(text, kind)
        for threshold, tally in tallies.items():
            if any(r.score >= threshold for r in told):
                tally[3] += 1
                changed.setdefault(threshold, set()).add(i)
    for threshold, (found, wrong, touched, hit) in tallies.items():
        precision = found / (found + wrong) if found + wrong else float("nan")
        print(f"{kind}; {threshold}: {found / len(rows):.3f}, {precision:.3f}, {touched / len(rows):.3f}, {hit}", flush=True)
for threshold in THRESHOLDS:
    print(f"benign rows with any, {threshold}: {len(changed.get(threshold, ()))} of {len(benign)}")
