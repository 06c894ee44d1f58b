"""The words that come with the program, for the insured and among colleagues."""

from xuanhu.handbook_files.wording import built_in_words, colleagues_words


def said(facts):
    """Every word for a fact: as everybody has it, and as a service narrows it."""
    for name, known in facts.items():
        for words in (known, *known.get("by_service", {}).values()):
            yield from ((name, form, words[form]) for form in ("done", "todo", "promise") if form in words)


def test_words_among_colleagues_say_you_to_nobody():
    assert [each for each in said(colleagues_words().facts) if "您" in each[2]] == []


def test_words_for_the_insured_stay_as_they_are():
    assert built_in_words().facts["called"]["done"] == "已与您通话"
    assert built_in_words().facts["visited"]["promise"] == "去看您"
