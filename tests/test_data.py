"""What Rasa does not check and what would fail silently in the training data (HOUSE_STYLE 3.11)."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

import pytest
import yaml
from rapidfuzz.distance import Levenshtein

ROOT = Path(__file__).parent.parent
DATA = sorted([*(ROOT / "data" / "flows").glob("*.yml"), *(ROOT / "data" / "faq").glob("*.yml")])
HELD_OUT = ROOT.parent / "shared" / "eval" / "dev.tsv"
# Intents that only a click can name: they need no examples.
CLICKS = {"choose_order", "choose_product", "leave_it", "tell", "tell_unpaid_reason", "send_photo"}
# Intents that patterns alone decide: outside the catalogue, so that no example may draw sentences towards them.
PATTERNS = {"pay_later", "remind_later", "stop_prompts", "allow_prompts"}
# Rasa wants it listed beside faq/<point>.
RETRIEVAL = {"faq"}


@lru_cache(maxsize=1)
def content():
    return {file: yaml.safe_load(file.read_text(encoding="utf-8")) for file in DATA}


@lru_cache(maxsize=1)
def domain():
    return yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def examples():
    found = defaultdict(list)
    for parsed in content().values():
        for block in parsed.get("nlu") or []:
            found[block["intent"]] += [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
    return dict(found)


def responses():
    return {
        **domain().get("responses", {}),
        **{k: v for p in content().values() for k, v in (p.get("responses") or {}).items()},
    }


def rules():
    return [(file, rule) for file, parsed in content().items() for rule in parsed.get("rules") or []]


def plain(text):
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def intents():
    return {next(iter(name)) if isinstance(name, dict) else name for name in domain()["intents"]}


def test_every_intent_of_the_domain_has_examples_and_the_reverse():
    taught = {name.split("/")[0] for name in examples()}

    assert taught == intents() - CLICKS - PATTERNS


def test_every_intent_without_examples_that_is_typed_has_a_pattern():
    files = (ROOT / "data" / "lexicon" / "patterns").glob("*.yml")
    found = {
        entry["intent"] for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["patterns"]
    }

    assert PATTERNS - found == set()


@pytest.mark.parametrize("intent", sorted(examples()))
def test_every_intent_has_enough_examples_and_not_too_many(intent):
    least = 5 if "/" in intent else 40

    assert least <= len(examples()[intent]) <= 120


def test_no_sentence_is_taught_twice():
    where = defaultdict(list)
    for intent, texts in examples().items():
        for text in texts:
            where[plain(text)].append((intent, text))

    assert {key: places for key, places in where.items() if len(places) > 1} == {}


def test_no_example_is_empty_or_a_command():
    bad = [
        t
        for texts in examples().values()
        for t in texts
        if not plain(t) or t.startswith("/") or re.search(r"[\[\]{}]", t)
    ]

    assert bad == []


@pytest.mark.skipif(not HELD_OUT.exists(), reason="the held-out sentences are not on this machine")
def test_no_held_out_sentence_is_taught():
    with HELD_OUT.open(encoding="utf-8") as lines:
        held_out = {plain(row["text"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    long = [text for text in held_out if len(text) >= 8]

    copies = [
        text
        for texts in examples().values()
        for text in texts
        if len(plain(text)) >= 8
        and any(Levenshtein.distance(plain(text), other, score_cutoff=2) <= 2 for other in long)
    ]

    assert copies == []


def test_every_faq_has_its_answer_and_every_answer_its_faq():
    asked = {name for name in examples() if "/" in name}
    answered = {name.removeprefix("utter_") for name in responses() if "/" in name}

    assert asked == answered


def test_every_step_of_a_rule_exists():
    known = set(domain().get("actions") or []) | set(responses()) | set(domain().get("forms") or {})
    known |= {"action_deactivate_loop", "action_listen", "utter_faq", "action_session_start"}
    steps = [(rule["rule"], step) for _, rule in rules() for step in rule["steps"]]

    assert [(r, s["action"]) for r, s in steps if "action" in s and s["action"] not in known] == []
    assert [
        (r, s["intent"]) for r, s in steps if "intent" in s and s["intent"] not in intents() | {"nlu_fallback"}
    ] == []


def test_every_intent_is_answered_by_a_rule():
    started = {step["intent"] for _, rule in rules() for step in rule["steps"] if "intent" in step}

    assert intents() - started == set()


def test_rule_names_are_unique_and_begin_with_a_stem():
    names = [rule["rule"] for _, rule in rules()]
    stems = intents() | set(domain().get("forms") or {}) | {"nlu_fallback", "session", "faq"}

    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert [name for name in names if name.split(":")[0] not in stems] == []


def test_every_action_of_the_domain_exists_and_the_reverse():
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")

    ours = {n for n, run in executor.actions.items() if type(run.__self__).__module__.startswith("actions.")}
    assert set(domain().get("actions") or []) == ours


def test_every_error_has_its_sentence():
    from bot import errors

    codes = {c.code for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.ServiceError)}
    unseen = {"unsafe_settings", "training_failed", "no_model", "bad_encoder", "bad_lexicon", "port_taken"}
    desk = set(yaml.safe_load((ROOT / "data" / "policy" / "desk.yml").read_text(encoding="utf-8"))["errors"])

    assert codes - unseen - desk - {name.removeprefix("utter_error_") for name in responses()} == set()


def test_every_placeholder_of_a_fixed_answer_is_a_word_of_the_policy():
    """Answers that a rule utters itself get nothing from an action: their values come from the policy or a slot."""
    from bot.shop.policy import load_policy

    known = set(load_policy(ROOT / "data" / "policy").as_variables()) | set(domain()["slots"])
    uttered = {
        step["action"]
        for _, rule in rules()
        for step in rule["steps"]
        if str(step.get("action", "")).startswith("utter_")
    }
    uttered |= {name for name in responses() if name.startswith("utter_faq/")}
    unknown = {
        (name, place)
        for name in uttered & set(responses())
        for variant in responses()[name]
        for place in re.findall(r"{(\w+)}", variant.get("text", ""))
        if place not in known
    }

    assert unknown == set()
