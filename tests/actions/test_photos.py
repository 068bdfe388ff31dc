import pytest


async def test_photos_beside_words_are_noted_with_those_before(run):
    done = await run(
        "action_note_photos", "report_quality_issue", slots={"photos": ["a"]}, metadata={"images": ["b", "a"]}
    )

    assert done.slots == {"photos": ["a", "b"]}
    assert done.said == []


@pytest.mark.parametrize("metadata", [{}, {"images": []}, {"images": ["a"]}])
async def test_a_message_without_new_photos_changes_nothing(run, metadata):
    done = await run("action_note_photos", "greet", slots={"photos": ["a"]}, metadata=metadata)

    assert done.events == []


async def test_a_photo_without_a_word_is_asked_about(run):
    done = await run("action_receive_photo", "send_photo", "[图片]", metadata={"images": ["a"]})

    assert done.said == ["utter_photo_unclear"]
    assert done.slots == {"photos": ["a"]}


async def test_during_an_orders_form_a_photo_is_evidence_and_counted(run):
    done = await run(
        "action_receive_photo",
        "send_photo",
        slots={"photos": ["a"]},
        loop="order_form",
        metadata={"images": ["b", "c"]},
    )

    assert [message["response"] for message in done.messages] == ["utter_photo_received"]
    assert done.messages[0]["count"] == 3
    assert done.slots == {"photos": ["a", "b", "c"]}


async def test_another_form_only_goes_on(run):
    done = await run("action_receive_photo", "send_photo", loop="size_form", metadata={"images": ["a"]})

    assert done.said == ["utter_photo_aside"]
