"""The figures of a report that its predictions cannot give, each with the reason. Whatever is neither recomputed nor in this list is a fault.

A pattern is matched with a figure's whole place; lists of named things have the name in brackets, others the index.
"""

TRAINING = "made of the training data, of which predictions.jsonl has none"
TEXTS = "made of the questions' texts, which predictions.jsonl does not have"
CURVE = "answers of other students to the validation split, which stand in learning-curve/"
MONEY = "prices, bills, machines and hours, as configured or as harvest and evaluation measured them"
GIVEN = "given before the first answer, and an input here"

REASONS = [
    (r"\.version", "the number of the file's layout"),
    (r"\.plan\..*", GIVEN),
    (r"\.data\.task\..*", GIVEN),
    (r"\.data\.(trainSamples|promptsAlsoInTraining|groupsAlsoInTraining)", TRAINING),
    (r"\.overlap\.questions", TRAINING),
    (r"\.outputs\.studentUnknown", TRAINING),
    (r"\.metrics\[.*\]\.systems\[bag of words\]\.(right|agreed|differenceInterval\.(lower|upper))", TRAINING),
    (r"\.failureGroups\.clusters\[\d+\]\.(questions|failures|elsewhere|score)", TEXTS),
    (r"\.failureGroups\.clusters\[\d+\]\.confusions\[\d+\]\.count", TEXTS),
    (r"\.failureGroups\.clusters\[\d+\]\.confusions\[\d+\]\.of", "of a label that the report shows masked"),
    (r"\.learningCurve\.(version|questions|groups|labels|confidence|trainingDeviation|distance)", CURVE),
    (r"\.learningCurve\.points\[\d+\]\.(labels|trainings|wrong|interval\.(lower|upper))", CURVE),
    (r"\.learningCurve\.law\.(floor|scale|exponent)", CURVE),
    (r"\.learningCurve\.forecasts\[\d+\]\.(interval|gainInterval)\.(lower|upper)", CURVE),
    (r"\.learningCurve\.needs\[\d+\]\.(gain|least|most)", CURVE),
    (r"\.cost\.inputs\..*", MONEY),
]
