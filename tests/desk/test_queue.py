from bot.desk import queue


def test_first_come_is_first_served(session, begin, wait, clock):
    first = wait(begin("v-1"))
    clock.move(minutes=1)
    second = wait(begin("v-2"))

    assert queue.waiting(session) == [first, second]
    assert [queue.position(session, one) for one in (first, second)] == [1, 2]


def test_two_that_came_in_the_same_moment_have_different_places(session, begin, wait):
    both = [wait(begin("v-1")), wait(begin("v-2"))]

    assert sorted(queue.position(session, one) for one in both) == [1, 2]
    assert queue.position(session, queue.waiting(session)[0]) == 1


def test_everybody_moves_up_when_one_is_served(session, begin, wait, clock, assign, hire):
    first = wait(begin("v-1"))
    clock.move(minutes=1)
    second = wait(begin("v-2"))

    assign(session, first, hire())

    assert queue.position(session, second) == 1
    assert queue.position(session, first) is None


def test_who_does_not_wait_has_no_place(session, conversation):
    assert queue.position(session, conversation) is None
    assert queue.waiting(session) == []
